/**
 * ID-5: what two people compare to know that each has the other's real identity. The same on both screens, since the two
 * identities are hashed in sorted order. The hash is iterated: somebody between them would have to find two identities of
 * their own that give both screens the same words, and pays for every try (docs/decisions/0013-verification.md).
 */
import { bytesOf, compareBytes, toText } from '#shared/bytes.ts';
import { hash } from '#shared/crypto/hash.ts';
import type { IdentityId } from '#shared/ids.ts';
import { wordsOf } from '#shared/wordlist.ts';

export interface Safety {
  /** Six, to read to each other. */
  readonly words: readonly string[];
  /** The left half of a mirrored 6 × 6 pattern, row by row: 18 numbers from 0 to 15, each one way to fill a cell. */
  readonly picture: readonly number[];
  /** 60 decimal digits. */
  readonly number: string;
  /** What a code to scan holds: all 256 bits. */
  readonly code: string;
}

/** About 0.1 s on a laptop. */
const ITERATIONS = 65_536;
const WORD_COUNT = 6;
const CELLS = 18;
const DIGITS = 60;
const CODE = 'grapevine-safety:1:';

/** Two identities; which comes first makes no difference. */
export function safetyOf(a: IdentityId, b: IdentityId): Safety {
  const [first, second] = [bytesOf(a), bytesOf(b)].sort(compareBytes) as [Uint8Array, Uint8Array];
  let mixed = hash('safety', first, second);
  for (let round = 1; round < ITERATIONS; round++) mixed = hash('safety', mixed, first, second);
  return {
    words: wordsOf(hash('safety-words', mixed), WORD_COUNT),
    picture: cellsOf(hash('safety-picture', mixed)),
    number: digitsOf(hash('safety-number', mixed)),
    code: CODE + toText(hash('safety-code', mixed)),
  };
}

/** Is this, scanned or pasted, a code to compare at all? Anything else a camera sees says nothing about anybody. */
export const isSafetyCode = (text: string): boolean => text.trim().startsWith(CODE);

const cellsOf = (bytes: Uint8Array): number[] =>
  Array.from({ length: CELLS }, (_, at) => ((bytes[at >> 1] ?? 0) >> (at % 2 === 0 ? 4 : 0)) & 15);

/** 256 bits are so many more than 60 digits hold that the remainder favours none of them. */
function digitsOf(bytes: Uint8Array): string {
  const whole = bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  return (whole % 10n ** BigInt(DIGITS)).toString().padStart(DIGITS, '0');
}
