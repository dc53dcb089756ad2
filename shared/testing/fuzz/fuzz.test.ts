import { expect, test } from 'vitest';
import { utf8 } from '#shared/bytes.ts';
import { fuzz, type Report } from './fuzz.ts';
import type { Target } from './target.ts';

const target = (read: Target['read']): Target => ({ name: 'planted', seeds: [utf8('grapevine')], read });
const fuzzed = (read: Target['read'], inputs = 3000): Report =>
  fuzz(target(read), { seed: 1, inputs, until: Infinity });

test('[T-13] the fuzzer finds what throws, and the same again by the same seed', () => {
  const fragile: Target['read'] = (input) => {
    if (input[0] === 255) throw new RangeError('fragile');
    return 'ok';
  };
  const { found } = fuzzed(fragile);
  expect(found?.why).toContain('fragile');
  expect(found?.input[0]).toBe(255);
  expect(fuzzed(fragile).found?.input).toEqual(found?.input);
});

test('[T-13] the fuzzer finds what takes more memory than its input warrants', () => {
  const bomb: Target['read'] = (input) => String(new Uint8Array(input.length > 12 ? 50_000_000 : 1).length);
  expect(fuzzed(bomb).found?.why).toContain('bytes of input');
});

test('[T-13] the fuzzer goes on from inputs that ended in a new way: three in a row are found, at random hardly', () => {
  const deep: Target['read'] = (input) => {
    const right = [7, 8, 9].findIndex((byte, place) => input[place] !== byte);
    if (right === -1) throw new Error('deep');
    return `${right} right`;
  };
  expect(fuzzed(deep, 100_000).found?.why).toContain('deep');
});
