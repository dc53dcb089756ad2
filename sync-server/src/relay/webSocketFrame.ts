/**
 * One binary WebSocket message as a server sends it (RFC 6455 §5.2: not masked, not split). Built here and not by `ws`, so
 * that what goes to a whole room is framed once and handed to every socket as it is.
 */
const FINAL_BINARY = 0x82;
const SIXTEEN_BITS = 126;
const SIXTY_FOUR_BITS = 127;

/** What stands before a payload of this many bytes. */
export function binaryHeader(length: number): Buffer {
  const header = Buffer.alloc(length < SIXTEEN_BITS ? 2 : length < 65_536 ? 4 : 10);
  header[0] = FINAL_BINARY;
  if (header.length === 2) header[1] = length;
  else if (header.length === 4) {
    header[1] = SIXTEEN_BITS;
    header.writeUInt16BE(length, 2);
  } else {
    header[1] = SIXTY_FOUR_BITS;
    header.writeBigUInt64BE(BigInt(length), 2);
  }
  return header;
}

export const binaryMessage = (payload: Uint8Array): Buffer => Buffer.concat([binaryHeader(payload.length), payload]);

/** What the messages made here hold, taken apart again. */
export function payloadsIn(parts: readonly Uint8Array[]): Uint8Array[] {
  const bytes = Buffer.concat(parts);
  const payloads: Uint8Array[] = [];
  for (let at = 0; at < bytes.length;) {
    const short = bytes.readUInt8(at + 1);
    const head = short < SIXTEEN_BITS ? 2 : short === SIXTEEN_BITS ? 4 : 10;
    const length = head === 2 ? short : head === 4 ? bytes.readUInt16BE(at + 2) : Number(bytes.readBigUInt64BE(at + 2));
    payloads.push(bytes.subarray(at + head, at + head + length));
    at += head + length;
  }
  return payloads;
}
