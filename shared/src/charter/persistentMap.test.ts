import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { PersistentMap } from '#shared/charter/persistentMap.ts';

const key = fc.oneof(fc.stringMatching(/^[ab_-]{3}$/), fc.stringMatching(/^[A-Za-z0-9_-]{8}$/));

test('[CHA-1] a persistent map is a map, and its older versions stay as they were', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(key, fc.option(fc.nat()))), (changes) => {
      const plain = new Map<string, number>();
      let map = PersistentMap.empty<string, number>();
      for (const [at, value] of changes) {
        const before = [...map];
        const next = value === null ? map.without(at) : map.with(at, value);
        expect([...map]).toEqual(before);
        if (value === null) plain.delete(at);
        else plain.set(at, value);
        map = next;
      }
      expect(map.size).toBe(plain.size);
      expect(new Map(map)).toEqual(plain);
      for (const [at] of changes) expect(map.get(at)).toBe(plain.get(at));
    }),
  );
});

test('[CHA-1] the order of a persistent map follows from its keys', () => {
  fc.assert(
    fc.property(fc.uniqueArray(key), (keys) => {
      const fill = (from: readonly string[]) => [
        ...from.reduce((map, at) => map.with(at, 1), PersistentMap.empty<string, number>()).keys(),
      ];
      expect(fill(keys.toReversed())).toEqual(fill(keys));
    }),
  );
});
