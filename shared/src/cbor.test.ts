import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decode, encode } from '#shared/cbor.ts';

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'));

const value = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.maxSafeInteger(),
    fc.string(),
    fc.boolean(),
    fc.constant(null),
    fc.uint8Array({ maxLength: 40 }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.string({ maxLength: 30 }), tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value;

describe('deterministic CBOR', () => {
  test('reads back what it wrote, and writes back what it read', () => {
    fc.assert(
      fc.property(value, (given) => {
        const bytes = encode(given);
        const back = decode(bytes);
        expect(back.ok && back.value).toEqual(given);
        expect(back.ok && encode(back.value)).toEqual(bytes);
      }),
    );
  });

  test('keys stand in one order, whatever order they were set in', () => {
    expect(encode({ t: 1, text: 2, s: 3 })).toEqual(encode({ s: 3, text: 2, t: 1 }));
  });

  test('bytes come back as plain Uint8Array', () => {
    const back = decode(encode({ b: new Uint8Array(3) }));
    const b = back.ok ? (back.value as { b: Uint8Array }).b : undefined;
    expect(b?.constructor).toBe(Uint8Array);
    expect(encode({}).constructor).toBe(Uint8Array);
  });

  test.each([
    ['an integer longer than need be', '1800'],
    ['a length longer than need be', '5800'],
    ['an indefinite array', '9f01ff'],
    ['indefinite bytes', '5f4101ff'],
    ['a key given twice', 'a2616101616102'],
    ['keys out of order', 'a2616201616101'],
    ['a key that is no text', 'a10102'],
    ['a float where an integer belongs', 'fb3ff0000000000000'],
    ['a half float infinity', 'f97c00'],
    ['NaN', 'f97e00'],
    ['undefined', 'f7'],
    ['a tag', 'c11a514b67b0'],
    ['an integer above 2^53', '1bffffffffffffffff'],
    ['bytes after the end', '0000'],
    ['nothing', ''],
    ['text that is not UTF-8', '61ff'],
    ['text cut short', '6361'],
    ['an array said to hold 2^32 values', '9affffffff'],
    ['bytes said to be 2^40 long', '5b0000010000000000'],
    ['a break alone', 'ff'],
  ])('faults on %s', (_, text) => {
    expect(decode(hex(text)).ok).toBe(false);
  });

  test('[T-10] 200,000 arrays in each other are a fault, not the end of the stack', () => {
    const deep = new Uint8Array(200_001).fill(0x81);
    deep[200_000] = 0;
    expect(decode(deep).ok).toBe(false);
    const maps = hex('a16161'.repeat(100_000) + '00');
    expect(decode(maps).ok).toBe(false);
  });

  test('whatever the bytes, it answers', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        const read = decode(bytes);
        if (read.ok) expect(encode(read.value)).toEqual(bytes);
      }),
      { numRuns: 2000 },
    );
  });
});
