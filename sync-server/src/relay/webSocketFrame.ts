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
