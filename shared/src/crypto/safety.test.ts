import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { toText } from '#shared/bytes.ts';
import { cryptoReady } from '#shared/crypto/ready.ts';
import { isSafetyCode, safetyOf } from '#shared/crypto/safety.ts';
import { signKeyPair } from '#shared/crypto/sign.ts';
import type { IdentityId } from '#shared/ids.ts';
import { WORDS } from '#shared/wordlist.ts';

beforeAll(cryptoReady);

const identity = (seed: number): IdentityId =>
  toText(signKeyPair(new Uint8Array(32).fill(seed)).publicKey) as IdentityId;
const anyIdentity = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((seed) => toText(signKeyPair(seed).publicKey) as IdentityId);

test('[ID-5] a known pair gives these words, picture, digits and code, here and on every other device', () => {
  expect(safetyOf(identity(1), identity(2))).toMatchInlineSnapshot(`
    {
      "code": "grapevine-safety:1:5zv_LVOCohL1EXha5NidvadtcxEdC593Wc-i0CyvfJs",
      "number": "453324047567313277485089647121098208566321829387381096797877",
      "picture": [
        5,
        9,
        11,
        14,
        6,
        11,
        0,
        12,
        12,
        10,
        1,
        15,
        13,
        12,
        8,
        4,
        15,
        7,
      ],
      "words": [
        "staff",
        "gun",
        "trip",
        "jeans",
        "rug",
        "collect",
      ],
    }
  `);
});

test('[ID-5] both people see the same, whoever opens the screen', () => {
  fc.assert(
    fc.property(anyIdentity, anyIdentity, (a, b) => {
      expect(safetyOf(a, b)).toEqual(safetyOf(b, a));
    }),
    { numRuns: 8 },
  );
});

test('[ID-5] another identity on either side changes words, picture, digits and code', () => {
  fc.assert(
    fc.property(anyIdentity, anyIdentity, anyIdentity, (a, b, other) => {
      fc.pre(other !== a && other !== b);
      const [real, swapped] = [safetyOf(a, b), safetyOf(a, other)];
      expect(swapped.words).not.toEqual(real.words);
      expect(swapped.picture).not.toEqual(real.picture);
      expect(swapped.number).not.toBe(real.number);
      expect(swapped.code).not.toBe(real.code);
    }),
    { numRuns: 8 },
  );
});

test('[ID-5] six words of the list, 18 cells, 60 digits, and a code that knows itself', () => {
  const { words, picture, number, code } = safetyOf(identity(3), identity(4));
  expect(words).toHaveLength(6);
  for (const word of words) expect(WORDS).toContain(word);
  expect(picture).toHaveLength(18);
  for (const cell of picture) expect(cell).toBeLessThan(16);
  expect(number).toMatch(/^\d{60}$/);
  expect(isSafetyCode(`  ${code} `)).toBe(true);
  expect(isSafetyCode('https://example.org')).toBe(false);
});
