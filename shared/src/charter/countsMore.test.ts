import { expect, test } from 'vitest';
import { reachesFurther } from '#shared/charter/countsMore.ts';
import type { Lowering } from '#shared/charter/state.ts';
import type { EntryId, IdentityId, WriterId } from '#shared/ids.ts';

const [REMOVAL, BACK, OTHER] = ['removal', 'back', 'other'] as unknown as [EntryId, EntryId, EntryId];
const WRITER = 1 as WriterId;

/** Somebody is put out, cut off after so many entries; these ops brought them back. */
const removal = (count: number, ...undoneBy: EntryId[]): Lowering => ({
  id: REMOVAL,
  author: 'alice' as IdentityId,
  by: 'owner',
  leaves: undefined,
  cuts: new Map([[WRITER, { writer: WRITER, count, last: OTHER }]]),
  undoneBy,
});

const none = (): boolean => false;
const all = (): boolean => true;

test('[CHA-5] more counts where a cut is void or further on, and no more where it is as it was or new', () => {
  expect(reachesFurther([removal(3)], [], none)).toBe(true);
  expect(reachesFurther([removal(3)], [removal(4)], none)).toBe(true);
  expect(reachesFurther([removal(3)], [removal(3)], all)).toBe(false);
  expect(reachesFurther([], [removal(3)], all)).toBe(false);
});

test('[CHA-5] more counts where a return that was here and void has come to count, also in the place of another', () => {
  const wasHere = (op: EntryId): boolean => op === BACK;
  expect(reachesFurther([removal(3)], [removal(3, BACK)], wasHere)).toBe(true);
  expect(reachesFurther([removal(3, OTHER)], [removal(3, BACK)], wasHere)).toBe(true);
});

test('[CHA-5] a return that is new here, or counted before, lets nothing count that was refused', () => {
  expect(reachesFurther([removal(3)], [removal(3, BACK)], none)).toBe(false);
  expect(reachesFurther([removal(3, BACK)], [removal(3, BACK)], all)).toBe(false);
  expect(reachesFurther([removal(3, BACK)], [removal(3)], all)).toBe(false);
});
