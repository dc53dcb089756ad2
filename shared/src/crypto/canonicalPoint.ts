/** 2^255 − 19, little-endian. */
const PRIME = new Uint8Array(32).fill(255);
PRIME[0] = 237;
PRIME[31] = 127;

/**
 * True when 32 little-endian bytes, the top bit aside, are a number below 2^255 − 19. libsodium takes both forms of a
 * key; a key in two forms would be two ids of one device.
 */
export function isReduced(bytes: Uint8Array): boolean {
  for (let i = 31; i >= 0; i--) {
    const byte = (bytes[i] ?? 0) & (i === 31 ? 127 : 255);
    const limit = PRIME[i] ?? 0;
    if (byte !== limit) return byte < limit;
  }
  return false;
}
