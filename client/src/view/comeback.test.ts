import { expect, test } from 'vitest';
import { nextStage, type Stage } from './comeback.svelte.ts';

const walk = (...states: Parameters<typeof nextStage>[1][]): (Stage | undefined)[] => {
  let stage: Stage | undefined;
  return states.map((state) => (stage = nextStage(stage, state)));
};

test('a lost network is looked for, weaves in, and is up to date', () => {
  expect(walk('offline', 'connecting', 'syncing', 'up', 'up')).toEqual([
    'offline',
    'looking',
    'weaving',
    'done',
    'done',
  ]);
});

test('a first connection is no news', () => {
  expect(walk('connecting', 'syncing', 'up')).toEqual([undefined, undefined, undefined]);
});

test('a network lost again while weaving is lost again', () => {
  expect(walk('offline', 'syncing', 'offline')).toEqual(['offline', 'weaving', 'offline']);
});
