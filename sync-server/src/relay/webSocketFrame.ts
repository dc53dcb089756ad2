/**
 * One binary WebSocket message as a server sends it (RFC 6455 §5.2: not masked, not split). Built here and not by `ws`, so
 * that what goes to a whole room is framed once and handed to every socket as it is.
 */
const FINAL_BINARY = 0x82;
const SIXTEEN_BITS = 126;
const SIXTY_FOUR_BITS = 127;

export function binaryMessage(payload: Uint8Array): Buffer {
  const start = payload.length < SIXTEEN_BITS ? 2 : payload.length < 65_536 ? 4 : 10;
  const bytes = Buffer.allocUnsafe(start + payload.length);
  bytes[0] = FINAL_BINARY;
  if (start === 2) bytes[1] = payload.length;
  else if (start === 4) {
    bytes[1] = SIXTEEN_BITS;
    bytes.writeUInt16BE(payload.length, 2);
  } else {
    bytes[1] = SIXTY_FOUR_BITS;
    bytes.writeBigUInt64BE(BigInt(payload.length), 2);
  }
  bytes.set(payload, start);
  return bytes;
}
