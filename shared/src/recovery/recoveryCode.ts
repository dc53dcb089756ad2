/** ID-7: 128 random bits as twelve words that people write down, the last four bits of which check the others. */
import { concatBytes, equalBytes } from '#shared/bytes.ts';
import { hash } from '#shared/crypto/hash.ts';
import { fault, ok, type Result } from '#shared/errors.ts';
import { WORD_BITS, wordPlace, wordsOf } from '#shared/wordlist.ts';

export const CODE_BYTES = 16;
export const CODE_WORDS = 12;

const checkOf = (code: Uint8Array): number => (hash('recovery-check', code)[0] ?? 0) & 0xf0;

/** `code`: 16 fresh random bytes. */
export const codeWords = (code: Uint8Array): string[] =>
  wordsOf(concatBytes(code, Uint8Array.of(checkOf(code))), CODE_WORDS);

/** The code as somebody typed or pasted it: capitals, numbering and the first four letters of a word will do. */
export function readCode(text: string): Result<Uint8Array> {
  const typed = text.split(/[^\p{L}]+/u).filter((word) => word !== '');
  const wrong = typed.find((word) => wordPlace(word) === undefined);
  if (wrong !== undefined)
    return fault('recovery-word', `“${wrong}” is not a word of a recovery code. Check how it is spelt.`);
  if (typed.length !== CODE_WORDS)
    return fault('recovery-length', `A recovery code has ${CODE_WORDS} words. These are ${typed.length}.`);
  const bytes = bytesOfWords(typed);
  const code = bytes.slice(0, CODE_BYTES);
  if (equalBytes(bytes.slice(CODE_BYTES), Uint8Array.of(checkOf(code)))) return ok(code);
  return fault('recovery-check', 'These words are not one recovery code. Check each word, and their order.');
}

/** 132 bits in 17 bytes, the last four bits 0. */
function bytesOfWords(typed: readonly string[]): Uint8Array {
  const bits = typed.map((word) => (wordPlace(word) ?? 0).toString(2).padStart(WORD_BITS, '0')).join('');
  return Uint8Array.from({ length: CODE_BYTES + 1 }, (_, at) =>
    parseInt(bits.slice(at * 8, at * 8 + 8).padEnd(8, '0'), 2),
  );
}
