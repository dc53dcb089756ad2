import { expect, test } from 'vitest';
import { CHARTER, type Segment, type WriterId } from '#shared/ids.ts';
import { MOST_COUNTS } from '#shared/sync/marker.ts';
import { bodyOf } from './markers.ts';

const digest = new Uint8Array(32).fill(1);

/** An index of so many writers a segment. */
function indexOf(writers: Readonly<Record<Segment, number>>) {
  const vector = (count: number): Map<WriterId, number> =>
    new Map(Array.from({ length: count }, (_, i) => [(i + 1) as WriterId, 3]));
  return {
    segments: Object.keys(writers),
    digestOf: (segment: Segment) => (segment in writers ? digest : undefined),
    vectorOf: (segment: Segment) => vector(writers[segment] ?? 0),
  };
}

test('[MRK-1] a marker tells of the two newest months, and of no charter', () => {
  const { segments } = bodyOf(indexOf({ '2026-09': 1, [CHARTER]: 1, '2026-11': 1, '2026-10': 1 }));
  expect(Object.keys(segments).sort()).toEqual(['2026-10', '2026-11']);
  expect(segments['2026-11']).toEqual({ digest, counts: [[1, 3]] });
});

test('[MRK-1] counts that would not fit are left out, the older month first', () => {
  const most = MOST_COUNTS;
  const told = (older: number, newer: number): (number | undefined)[] => {
    const { segments } = bodyOf(indexOf({ '2026-10': older, '2026-11': newer }));
    return ['2026-10', '2026-11'].map((segment) => segments[segment]?.counts?.length);
  };
  expect(told(most / 2, most / 2)).toEqual([most / 2, most / 2]);
  expect(told(most / 2 + 1, most / 2)).toEqual([undefined, most / 2]);
  expect(told(1, most + 1)).toEqual([1, undefined]);
});
