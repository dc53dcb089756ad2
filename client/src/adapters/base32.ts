/**
 * RFC 4648 base32 without padding: capital letters and digits alone, which a QR code packs at 5.5 bits a character, and which
 * no mail program or keyboard changes.
 */
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const BITS = 5;

export function toBase32(bytes: Uint8Array): string {
  let text = '';
  let held = 0;
  let bits = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    for (bits += 8; bits >= BITS; bits -= BITS) text += LETTERS[(held >> (bits - BITS)) & 31] ?? '';
    held &= (1 << bits) - 1;
  }
  return bits > 0 ? text + (LETTERS[(held << (BITS - bits)) & 31] ?? '') : text;
}

/** Small letters are taken too. Undefined for what nobody encoded. */
export function fromBase32(text: string): Uint8Array | undefined {
  const bytes = new Uint8Array(Math.floor((text.length * BITS) / 8));
  let held = 0;
  let bits = 0;
  let at = 0;
  for (const letter of text.toUpperCase()) {
    const value = LETTERS.indexOf(letter);
    if (value === -1) return undefined;
    held = (held << BITS) | value;
    bits += BITS;
    if (bits < 8) continue;
    bits -= 8;
    bytes[at++] = held >> bits;
    held &= (1 << bits) - 1;
  }
  return held === 0 && bits < BITS ? bytes : undefined;
}
