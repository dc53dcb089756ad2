import { decode as read, encode as write, rfc8949EncodeOptions } from 'cborg';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encode } from '#shared/cbor.ts';
import { isSurelyDeterministic } from '#shared/cborForm.ts';

const key = fc.stringMatching(/^[a-c]{0,3}$/);
const value = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.maxSafeInteger(),
    fc.nat(300),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.string({ unit: 'grapheme' }),
    key,
    fc.boolean(),
    fc.constant(null),
    fc.uint8Array({ maxLength: 300 }),
    fc.array(tie('value'), { maxLength: 30 }),
    fc.dictionary(key, tie('value'), { maxKeys: 6, noNullPrototype: true }),
  ),
})).value;

/** Keys as they come. */
const unsorted = { ...rfc8949EncodeOptions, mapSorter: () => 0 };

test('what it takes is what writing the value again gives, in whatever order keys were written', () => {
  let taken = 0;
  fc.assert(
    fc.property(value, (given) => {
      const bytes = write(given, unsorted);
      if (!isSurelyDeterministic(bytes)) return;
      taken++;
      expect(encode(read(bytes))).toEqual(bytes);
    }),
    { numRuns: 3000 },
  );
  expect(taken).toBeGreaterThan(300);
});

const usual: unknown[] = [
  { t: 'message', s: [new Uint8Array(8)], text: 'hi' },
  [1, -70_000, 2 ** 40, true, null],
  {},
  '',
];
test('of all that is said mostly it tells', () => {
  for (const given of usual) expect(isSurelyDeterministic(encode(given))).toBe(true);
});

test.each([{ b: 1, a: 2 }, { aa: 1, b: 2 }, 1.5, 'ä', [{ x: { d: 1, c: 1 } }]])('of %j it does not', (given) => {
  expect(isSurelyDeterministic(write(given, unsorted))).toBe(false);
});
