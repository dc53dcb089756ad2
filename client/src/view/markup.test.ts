import { expect, test } from 'vitest';
import { hasMarkup } from './markup.ts';

test('plain talk needs no renderer', () => {
  for (const text of [
    'Back! Did the layout come through?',
    'half past eight - bring tea',
    'one\ntwo',
    'It’s 3.5 km (or 4)',
    '👍',
  ])
    expect(hasMarkup(text), text).toBe(false);
});

test('anything that markdown would change goes to the renderer', () => {
  for (const text of [
    '**bold**',
    '`code`',
    '- item',
    '1. item',
    '# title',
    'see https://x.coop',
    '> quote',
    'a\n\nb',
    '[a](b)',
    '<b>',
    'a@b.coop',
  ])
    expect(hasMarkup(text), text).toBe(true);
});

test('no text keeps the reader’s window busy', () => {
  const most = 4_000;
  for (const part of ['\r', '@', 'a@', ' \n', '\u2028 ', '&a', '- '.trimEnd(), '1', ' '])
    for (const length of [most, 16_000]) {
      const began = performance.now();
      hasMarkup(`${part.repeat(length / part.length - 1)}x`);
      expect(performance.now() - began, JSON.stringify(part)).toBeLessThan(50);
    }
  expect(hasMarkup('**bold**'.repeat(most))).toBe(false);
});
