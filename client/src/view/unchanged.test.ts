import { expect, test } from 'vitest';
import { isAlike, unchanged } from './unchanged.ts';

test('what says the same stays the object it was, wherever it stands now; what says more is taken anew', () => {
  const [one, two] = [
    { key: 'a', says: { step: 'sent', by: ['ben'] } },
    { key: 'b', says: { step: 'read', by: [] as string[] } },
  ];
  const again = [{ key: 'c', says: { step: 'sent', by: [] } }, structuredClone(two), structuredClone(one)];
  const kept = unchanged([one, two], again);
  expect(kept[0]).toBe(again[0]);
  expect(kept[1]).toBe(two);
  expect(kept[2]).toBe(one);

  const changed = structuredClone(one);
  changed.says.by.push('cleo');
  expect(unchanged([one], [changed])[0]).toBe(changed);
});

test('a field that is there and undefined is not one that is not there; a list is no object', () => {
  expect(isAlike({ a: undefined }, { b: undefined })).toBe(false);
  expect(isAlike({ a: 1, b: undefined }, { a: 1 })).toBe(false);
  expect(isAlike(null, {})).toBe(false);
  expect(isAlike({ a: [1, { b: 2 }] }, { a: [1, { b: 2 }] })).toBe(true);
  expect(isAlike([1, 2], [1, 3])).toBe(false);
});
