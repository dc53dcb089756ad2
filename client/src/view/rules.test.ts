import { expect, test } from 'vitest';
import { DEFAULT_POLICIES } from '#shared/charter/policies.ts';
import { rulesOf } from './rules.ts';

test('every rule is among its options, says what it means, and choosing an option changes that rule alone', () => {
  for (const rule of rulesOf(DEFAULT_POLICIES)) {
    expect(rule.options.map(({ value }) => value)).toContain(rule.chosen);
    expect(rule.means).not.toBe('');
    for (const { value } of rule.options) {
      const changed = rulesOf({ ...DEFAULT_POLICIES, ...rule.change(value) });
      expect(changed.find(({ name }) => name === rule.name)?.chosen).toBe(value);
      expect(changed.filter(({ name, chosen }) => name !== rule.name && !isDefault(name, chosen))).toEqual([]);
    }
  }
});

const isDefault = (name: string, chosen: string): boolean =>
  rulesOf(DEFAULT_POLICIES).some((rule) => rule.name === name && rule.chosen === chosen);
