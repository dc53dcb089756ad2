import { expect, test } from 'vitest';
import { dayName, momentOf, shortTime, sizeOf, untilDay } from './days.ts';

const at = (day: number, hour = 12, month = 10, year = 2026): number => new Date(year, month, day, hour, 5).getTime();
const now = at(20, 14);

test('a day is called today, yesterday, by its date, and by its year when that is another', () => {
  expect(dayName(at(20), now)).toBe('Today, Friday 20 November');
  expect(dayName(at(19), now)).toBe('Yesterday, Thursday 19 November');
  expect(dayName(at(3), now)).toBe('Tuesday 3 November');
  expect(dayName(at(3, 12, 10, 2025), now)).toBe('Monday 3 November 2025');
});

test('a list says the time today, then the weekday, then the date', () => {
  expect(shortTime(at(20, 9), now)).toBe('09:05');
  expect(shortTime(at(17), now)).toBe('Tue');
  expect(shortTime(at(3), now)).toBe('3 Nov');
  expect(momentOf(at(17, 9), now)).toBe('Tue 09:05');
});

test('an end within the week is a weekday', () => {
  expect(untilDay(at(22), now)).toBe('Sunday');
  expect(untilDay(at(27), now)).toBe('Friday 27 November');
});

test('sizes are short', () => {
  expect([0, 640, 1800, 38_000_000].map(sizeOf)).toEqual(['0 B', '640 B', '1.8 KB', '38 MB']);
});
