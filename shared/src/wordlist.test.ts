import { expect, test } from 'vitest';
import { wordPlace, WORDS, wordsOf } from '#shared/wordlist.ts';

test('2,048 words, in order, told apart by their first four letters', () => {
  expect(WORDS).toHaveLength(2048);
  expect([...WORDS].sort()).toEqual(WORDS);
  expect(new Set(WORDS.map((word) => word.slice(0, 4))).size).toBe(2048);
});

test('a word is found by itself, by its first four letters and in capitals; a mistyped one is not', () => {
  for (const [at, word] of WORDS.entries()) expect(wordPlace(word)).toBe(at);
  expect(wordPlace('aban')).toBe(0);
  expect(wordPlace('ABANDON')).toBe(0);
  expect(wordPlace('abandom')).toBeUndefined();
  expect(wordPlace('aba')).toBeUndefined();
  expect(wordPlace('')).toBeUndefined();
});

test('eleven bits a word, from the first bit on', () => {
  expect(wordsOf(new Uint8Array(16), 2)).toEqual(['abandon', 'abandon']);
  expect(wordsOf(new Uint8Array(3).fill(255), 2)).toEqual(['zoo', 'zoo']);
  expect(wordsOf(Uint8Array.of(0, 0b00100000, 0b00001000), 2)).toEqual(['ability', 'able']);
});
