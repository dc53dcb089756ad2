import { expect, test } from 'vitest';
import { countWhile, drift, isStuck, nearEnd, nearStart } from './anchor.ts';

const marks = [
  { key: 'a', top: 100 },
  { key: 'b', top: 150 },
];
const tops = (given: Record<string, number>) => (key: string) => given[key];

test('rows put in above push the mark down, and the scroll follows', () => {
  expect(drift(marks, tops({ a: 420, b: 470 }))).toBe(320);
});

test('when the first row on screen is gone the next one holds the place', () => {
  expect(drift(marks, tops({ b: 110 }))).toBe(-40);
});

test('with none left nothing moves', () => {
  expect(drift(marks, tops({}))).toBe(0);
});

test('at the newest means within a finger of the end', () => {
  expect(isStuck(590, 400, 1000)).toBe(true);
  expect(isStuck(500, 400, 1000)).toBe(false);
});

test('more is read when less than a screen and a half is left', () => {
  expect([nearStart(599, 400), nearStart(601, 400)]).toEqual([true, false]);
  expect([nearEnd(400, 400, 1300), nearEnd(100, 400, 1300)]).toEqual([true, false]);
});

test('the first row on screen is found by looking at few of many', () => {
  for (const above of [0, 1, 17, 239, 240]) {
    let looked = 0;
    const count = countWhile(240, (index) => {
      looked++;
      return index < above;
    });
    expect(count).toBe(above);
    expect(looked).toBeLessThanOrEqual(8);
  }
});
