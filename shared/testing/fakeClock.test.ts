import { expect, test } from 'vitest';
import { fakeClock } from '#testing/fakeClock.ts';
import { seededRandom } from '#testing/seededRandom.ts';

test('timers run in the order they fall due, those they set included', () => {
  const clock = fakeClock(1000);
  const heard: [string, number][] = [];
  const hear = (what: string) => (): void => void heard.push([what, clock.now()]);
  clock.after(30, hear('late'));
  clock.after(10, () => {
    hear('early')();
    clock.after(5, hear('set by early'));
  });
  clock.after(10, hear('early, asked second'));
  const callOff = clock.after(20, hear('never'));
  callOff();
  clock.advance(25);
  expect(heard).toEqual([
    ['early', 1010],
    ['early, asked second', 1010],
    ['set by early', 1015],
  ]);
  clock.set(5);
  clock.advance(5);
  expect(heard.at(-1)).toEqual(['late', 10]);
});

test('the same seed gives the same bytes', () => {
  expect(seededRandom(7).bytes(40)).toEqual(seededRandom(7).bytes(40));
  expect(seededRandom(7).bytes(40)).not.toEqual(seededRandom(8).bytes(40));
});
