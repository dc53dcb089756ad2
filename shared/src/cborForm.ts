/**
 * Is CBOR in its one deterministic form? Writing the value again and comparing says so, and is half of what reading costs.
 * Of nearly all that is said this tells by a look at the bytes.
 */

const ASCII = 0x80;
const [BYTES, TEXT, ARRAY, MAP, SIMPLE] = [2, 3, 4, 5, 7];
/** Of simple values, what lies below are false, true and null; floats lie above. */
const ONE_BYTE = 24;

/**
 * Of bytes a strict reader has read (one value, shortest lengths, no indefinite ones, no tags). False where this does not
 * tell: keys out of order, floats, text beyond ASCII.
 */
export const isSurelyDeterministic = (bytes: Uint8Array): boolean => new Walk(bytes).value();

class Walk {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  value(): boolean {
    const first = this.#bytes[this.#at++] ?? 0;
    const major = first >> 5;
    if (major === SIMPLE) return (first & 31) < ONE_BYTE;
    const argument = this.#argument(first & 31);
    if (major === TEXT) return this.#text(argument);
    if (major === MAP) return this.#map(argument);
    if (major === ARRAY) return this.#array(argument);
    if (major === BYTES) this.#at += argument;
    return major <= BYTES;
  }

  #argument(info: number): number {
    if (info < ONE_BYTE) return info;
    let argument = 0;
    for (let left = 1 << (info - ONE_BYTE); left > 0; left--)
      argument = argument * 256 + (this.#bytes[this.#at++] ?? 0);
    return argument;
  }

  #text(length: number): boolean {
    for (const end = this.#at + length; this.#at < end; this.#at++)
      if ((this.#bytes[this.#at] ?? ASCII) >= ASCII) return false;
    return true;
  }

  #array(length: number): boolean {
    for (let i = 0; i < length; i++) if (!this.value()) return false;
    return true;
  }

  /** Keys ascend, byte by byte of how they are written. */
  #map(size: number): boolean {
    let before = this.#at;
    for (let i = 0; i < size; i++) {
      const key = this.#at;
      if (!this.value() || (i > 0 && !this.#isBelow(before, key)) || !this.value()) return false;
      before = key;
    }
    return true;
  }

  /** Two keys differ before the shorter ends: their lengths are written first. */
  #isBelow(one: number, other: number): boolean {
    while (this.#bytes[one] === this.#bytes[other] && other < this.#at) [one, other] = [one + 1, other + 1];
    return other < this.#at && (this.#bytes[one] ?? 0) < (this.#bytes[other] ?? 0);
  }
}
