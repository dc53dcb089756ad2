import { expect, test } from 'vitest';
import type { TimelineMessage } from '#shared/timeline/rows.ts';
import { Unsettled } from './unsettled.ts';

const message = (at: number): TimelineMessage =>
  ({ order: String(at).padStart(6, '0'), slot: { seq: at } }) as unknown as TimelineMessage;
const seqs = (rows: readonly TimelineMessage[]): number[] => rows.map(({ slot }) => slot.seq);

function holding(...at: readonly number[]): Unsettled {
  const unsettled = new Unsettled();
  for (const one of at) unsettled.set(message(one));
  return unsettled;
}

test('the oldest that the relay does not have wait, whatever came first', () => {
  const unsettled = holding(3, 1, 4, 0, 2);
  expect(seqs(unsettled.waiting(() => 0, 9))).toEqual([0, 1, 2, 3, 4]);
  expect(seqs(unsettled.waiting(() => 2, 2))).toEqual([2, 3]);
  unsettled.delete(message(3).order);
  expect(seqs(unsettled.waiting(() => 2, 9))).toEqual([2, 4]);
});

test('with a relay that says nothing, one more message costs as much after thousands as after a few', () => {
  const unsettled = new Unsettled();
  let looks = 0;
  const relayCount = (): number => {
    looks++;
    return 0;
  };
  for (let i = 0; i < 5_000; i++) {
    unsettled.set(message(i));
    unsettled.waiting(relayCount, 20);
  }
  expect(looks).toBeLessThanOrEqual(5_000 * 20);
  // What has come there is looked at once more, and never again.
  looks = 0;
  const has = (): number => (looks++, 5_000);
  expect(unsettled.waiting(has, 20)).toEqual([]);
  expect(unsettled.waiting(has, 20)).toEqual([]);
  expect(looks).toBe(5_000);
});
