/** Bytes and their text forms. Pure; knows nothing of what the bytes mean. */
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const VALUES = new Int16Array(128).fill(-1);
for (let i = 0; i < 64; i++) VALUES[ALPHABET.charCodeAt(i)] = i;

/** base64url without padding. */
export function toText(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const a = bytes[i] ?? 0;
    const b = bytes[i + 1] ?? 0;
    const c = bytes[i + 2] ?? 0;
    const left = bytes.length - i;
    text += (ALPHABET[a >> 2] ?? '') + (ALPHABET[((a & 3) << 4) | (b >> 4)] ?? '');
    if (left > 1) text += ALPHABET[((b & 15) << 2) | (c >> 6)] ?? '';
    if (left > 2) text += ALPHABET[c & 63] ?? '';
  }
  return text;
}

/** The bytes of canonical base64url; undefined for anything else. */
export function fromText(text: string): Uint8Array | undefined {
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let bits = 0;
  let held = 0;
  let at = 0;
  for (let i = 0; i < text.length; i++) {
    const value = VALUES[text.charCodeAt(i)] ?? -1;
    if (value < 0) return undefined;
    held = (held << 6) | value;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[at++] = (held >> bits) & 255;
      held &= (1 << bits) - 1;
    }
  }
  return text.length % 4 === 1 || held !== 0 ? undefined : bytes;
}

/** Bytes of a text this program itself made; throws if it is not base64url. */
export function bytesOf(text: string): Uint8Array {
  const bytes = fromText(text);
  if (!bytes) throw new RangeError('not base64url: an id was built from unchecked text');
  return bytes;
}

export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Lexicographic order, as the protocol sorts ids. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const encoder = new TextEncoder();
export const utf8 = (text: string): Uint8Array => encoder.encode(text);

/** A number below 2^53 as 8 big-endian bytes. */
export function u64(value: number): Uint8Array {
  const [high, low] = [Math.floor(value / 2 ** 32), value >>> 0];
  // Not by a DataView: three of these stand in every entry's id, and making one costs more than all the rest.
  return Uint8Array.of(high >>> 24, high >>> 16, high >>> 8, high, low >>> 24, low >>> 16, low >>> 8, low);
}
