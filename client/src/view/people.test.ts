import { expect, test } from 'vitest';
import { hueOf, initialOf, namesOf } from './people.ts';

test('a hue follows the key and is one of six', () => {
  const hues = ['a', 'b', 'c', 'Noor', 'key-7', 'zz'].map(hueOf);
  expect(hues.every((hue) => hue >= 1 && hue <= 6)).toBe(true);
  expect(hueOf('a')).toBe(hueOf('a'));
});

test('an initial is one whole character', () => {
  expect(['noor', ' ílvaro', '👩‍🔬 lab', ''].map(initialOf)).toEqual(['N', 'Í', '👩‍🔬', '?']);
});

test('names are listed as people say them', () => {
  expect(namesOf(['Noor'])).toBe('Noor');
  expect(namesOf(['Noor', 'Ayo'])).toBe('Noor and Ayo');
  expect(namesOf(['Noor', 'Ayo', 'Mei', 'Tom', 'Jo'])).toBe('Noor, Ayo, Mei and 2 more');
});
