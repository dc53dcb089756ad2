import { expect, test } from 'vitest';
import { plain } from './plain.ts';

test.each([
  ['open this **once** or __twice__', 'open this once or twice'],
  ['the tips are `T12-BC2`, *not* _those_', 'the tips are T12-BC2, not those'],
  ['see [the plan](https://example.org/plan)', 'see the plan'],
  ['> quoted\nand answered', 'quoted and answered'],
  ['```ts\nconst one = 1;\n```', 'const one = 1;'],
  ['~~gone~~ stays', 'gone stays'],
])('%j reads as %j', (text, words) => {
  expect(plain(text)).toBe(words);
});

test.each(['snake_case_name and 2 * 3 * 4', 'a [list] of (things)', '5 > 4', 'C# and **'])(
  '%j is left alone',
  (text) => {
    expect(plain(text)).toBe(text);
  },
);
