import { expect, test } from 'vitest';
import { plainName } from './plainName.ts';

const plain = (name: string): string => plainName(name, 'Someone');

test('names are shown as people write them, whatever the script', () => {
  for (const name of ['Noor', 'Zoë van der Berg', 'נועה', 'می‌خواهم', '👩‍👩‍👧 Ayo', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', 'अ॒ग्नि', '李', 'x'])
    expect(plain(name)).toBe(name);
});

test('a name turns nothing round, takes one line, and cannot be told from another only by what is not seen', () => {
  expect(plain('\u202eroon')).toBe('roon');
  expect(plain('Noor\u2066 (owner)\u2069')).toBe('Noor (owner)');
  expect(plain('Noor\n\nOn the relay')).toBe('Noor On the relay');
  expect(plain('No\u200bor')).toBe('No or');
  expect(plain('\u200eNoor\ufeff')).toBe('Noor');
});

test('a name that shows nothing is no name', () => {
  for (const name of ['', ' ', '\u200b', '\u3164', '\u202e\u202c', '\u0301', '\u200d', '\u2800'])
    expect(plain(name)).toBe('Someone');
});
