import { expect, test } from 'vitest';
import { fakeClock } from '#testing/fakeClock.ts';
import { LookingAgain } from './lookingAgain.ts';

const MINUTE = 60_000;

/** Looks that find nothing; `drawn`: what jitter makes of a step, 0 for half of it, 255 for the whole. */
function looking(drawn: number) {
  const clock = fakeClock();
  const began = clock.now();
  const at: number[] = [];
  const again = new LookingAgain(clock, { bytes: () => Uint8Array.of(drawn) }, () => {
    at.push(clock.now() - began);
    again.later();
  });
  again.later();
  return { clock, again, at };
}

test('looks after 3 s, then ever more rarely, and never more rarely than every five minutes', () => {
  const { clock, at } = looking(255);
  clock.advance(2_999);
  expect(at).toEqual([]);
  clock.advance(MINUTE);
  expect(at).toEqual([3_000, 9_000, 21_000, 45_000]);
  clock.advance(60 * MINUTE);
  const waits = at.map((time, i) => time - (at[i - 1] ?? 0));
  expect(waits.slice(4, 7)).toEqual([48_000, 96_000, 192_000]);
  expect(new Set(waits.slice(7))).toEqual(new Set([5 * MINUTE]));
});

test('of many who look for the same, some look sooner', () => {
  const { clock, at } = looking(0);
  clock.advance(10_000);
  expect(at).toEqual([1_500, 4_500]);
});

test('looks at once when somebody comes back to it, and is patient anew', () => {
  const { clock, again, at } = looking(255);
  clock.advance(30 * MINUTE);
  const looks = at.length;
  again.soon();
  expect(at.length).toBe(looks + 1);
  clock.advance(3_000);
  expect(at.length).toBe(looks + 2);
});

test('does not look again once it is stopped, whoever comes back', () => {
  const { clock, again, at } = looking(255);
  again.stop();
  again.soon();
  clock.advance(60 * MINUTE);
  expect(at).toEqual([]);
});
