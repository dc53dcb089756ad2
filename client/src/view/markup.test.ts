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
