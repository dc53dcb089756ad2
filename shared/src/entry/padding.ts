/** ENT-2: padding of sealed bodies, so that a length tells little of what was said: the body, 0x80, zeros. */
import { fault, ok, type Result } from '#shared/errors.ts';

const FINE_STEP = 32;
const COARSE_STEP = 256;
const END = 0x80;

export function pad(body: Uint8Array): Uint8Array {
  const least = body.length + 1;
  const step = least <= COARSE_STEP ? FINE_STEP : COARSE_STEP;
  const padded = new Uint8Array(Math.ceil(least / step) * step);
  padded.set(body);
  padded[body.length] = END;
  return padded;
}

/** The body of exactly what `pad` gives. */
export function unpad(padded: Uint8Array): Result<Uint8Array> {
  let end = padded.length - 1;
  while (end >= 0 && padded[end] === 0) end--;
  const body = padded.subarray(0, Math.max(0, end));
  return padded[end] === END && pad(body).length === padded.length
    ? ok(body)
    : fault('padding', 'a body that is not padded as it should be');
}
