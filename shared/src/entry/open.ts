/** Opens what was said. Never within reach of the relay. */
import { decode } from '#shared/cbor.ts';
import { IV_BYTES, unseal } from '#shared/crypto/seal.ts';
import type { Entry } from '#shared/entry/entry.ts';
import { encodeHeader } from '#shared/entry/header.ts';
import { entryContext } from '#shared/entry/identify.ts';
import { unpad } from '#shared/entry/padding.ts';
import { entryKey } from '#shared/entry/seal.ts';
import { fault, type Result } from '#shared/errors.ts';

/** The CBOR value of a timeline entry's body; a fault makes it a gap, never invalid (ENT-3). */
export function openBody(epochKey: Uint8Array, entry: Entry): Result<unknown> {
  const { header, payload } = entry;
  if (header.husk) return fault('husk', 'what this entry said is gone');
  if (header.kind === 'clear') return fault('clear', 'a charter entry is not sealed');
  const associated = entryContext(entry, encodeHeader(header));
  const iv = payload.subarray(0, IV_BYTES);
  const plain = unseal(entryKey(epochKey), iv, payload.subarray(IV_BYTES), associated);
  if (!plain) return fault('sealed', 'a body that does not open with this key');
  const body = unpad(plain);
  return body.ok ? decode(body.value) : body;
}
