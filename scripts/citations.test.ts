import { expect, test } from 'vitest';
import { citationsIn } from './citations.ts';

const cited = (source: string): string[] => citationsIn('a.test.ts', source);

test('titles of tests and groups cite, however they are called', () => {
  expect(cited(`test('[LOG-4] a', () => {})`)).toEqual(['LOG-4']);
  expect(cited(`describe.concurrent('[LOG-3] [T-8] b', () => { it('[LOG-8a, T-9] c', () => {}) })`)).toEqual([
    'LOG-3',
    'T-8',
    'LOG-8a',
    'T-9',
  ]);
  expect(cited('for (const a of b) test(`[T-10] ${a} is refused [LOG-2]`, () => {})')).toEqual(['T-10', 'LOG-2']);
  expect(cited(`test.each([1])('[T-1] %i', () => {})`)).toEqual(['T-1']);
});

test('comments, other calls and tests that do not run cite nothing', () => {
  expect(cited(`// test('[LOG-4] a')\nlog('[LOG-4]'); const a = '[LOG-4]'`)).toEqual([]);
  expect(cited(`test.skip('[LOG-4] a', () => {}); test.todo('[LOG-5]')`)).toEqual([]);
});
