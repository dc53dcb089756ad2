import { expect, test } from 'vitest';
import { PersistentList } from '#shared/charter/persistentList.ts';

test('adding leaves the list as it was, and gives one with more behind it', () => {
  const none = PersistentList.empty<number>();
  const two = none.with([1, 2]);
  const [three, other] = [two.with([3]), two.with([4, 5])];
  expect([none, two, three, other].map((list) => [...list])).toEqual([[], [1, 2], [1, 2, 3], [1, 2, 4, 5]]);
  expect([none, two, three, other].map(({ length }) => length)).toEqual([0, 2, 3, 4]);
  expect(two.with([])).toBe(two);
});

test('a hundred thousand additions cost what they add', () => {
  let list = PersistentList.empty<number>();
  const kept = Array.from({ length: 100_000 }, (_, n) => (list = list.with([n])));
  expect(kept).toHaveLength(100_000);
  expect([...list].at(-1)).toBe(99_999);
});
