/** Strict varuints (LEB128, at most 53 bits, minimal form) as lib0 writes them. */
export interface Cursor {
  readonly bytes: Uint8Array;
  at: number;
}

/** The next varuint, or undefined where it is cut short, too large or longer than need be. */
export function readVaruint(cursor: Cursor): number | undefined {
  let value = 0;
  let scale = 1;
  for (;;) {
    const byte = cursor.bytes[cursor.at];
    if (byte === undefined) return undefined;
    cursor.at++;
    value += (byte & 127) * scale;
    if (value > Number.MAX_SAFE_INTEGER) return undefined;
    if (byte < 128) return byte === 0 && scale > 1 ? undefined : value;
    scale *= 128;
    if (scale > 2 ** 49) return undefined;
  }
}

export function varuintLength(value: number): number {
  let length = 1;
  for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) length++;
  return length;
}

/** Writes at `at`, returns where the next byte goes. */
export function putVaruint(bytes: Uint8Array, at: number, value: number): number {
  let rest = value;
  let next = at;
  while (rest >= 128) {
    bytes[next++] = 128 | (rest % 128);
    rest = Math.floor(rest / 128);
  }
  bytes[next++] = rest;
  return next;
}
