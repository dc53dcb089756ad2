import { expect, test } from 'vitest';
import type { WriterId } from '#shared/ids.ts';
import { MOST_COUNTS, type MarkerBody } from '#shared/sync/marker.ts';
import { readingOf, saidIn, type Reading } from './reading.ts';

const digest = new Uint8Array(32);
const held = (...counts: [number, number][]): MarkerBody => ({ segments: { '2026-11': { digest, counts } } });
const reading = (...here: [number, number][]): Reading => ({ upTo: 'k', here: new Map(here as [WriterId, number][]) });

test('[MRK-1] what was here when it was read needs no more words', () => {
  expect(readingOf(held([1, 3], [2, 5]), reading([1, 3], [2, 5]))).toEqual({ read: 'k' });
  expect(readingOf(held([1, 3]), reading([1, 4]))).toEqual({ read: 'k' });
  expect(readingOf(held([1, 3]), undefined)).toEqual({});
});

test('[MRK-1] what came in since is told of, from whomever it came', () => {
  expect(readingOf(held([1, 4], [2, 5], [3, 1]), reading([1, 3], [2, 5]))).toEqual({
    read: 'k',
    since: [
      [1, 3],
      [3, 0],
    ],
  });
});

test('[MRK-1] nothing is said to be read where what came in since cannot be told', () => {
  expect(readingOf({ segments: { '2026-11': { digest } } }, reading([1, 3]))).toEqual({});
  const many = Array.from({ length: MOST_COUNTS / 2 + 1 }, (_, i): [number, number] => [i, 1]);
  expect(readingOf(held(...many), reading())).toEqual({});
});

test('[MRK-1] after a restart it is what the last marker said, and no more', () => {
  const body = held([1, 4], [2, 5]);
  const again = saidIn({ ...body, ...readingOf(body, reading([1, 3], [2, 5])) });
  expect(again).toEqual(reading([1, 3], [2, 5]));
  expect(readingOf(held([1, 4], [2, 7]), again).since).toEqual([
    [1, 3],
    [2, 5],
  ]);
  expect(saidIn(body)).toBeUndefined();
});
