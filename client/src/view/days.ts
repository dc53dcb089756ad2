/** Times and days as people say them. Every function takes ms UTC and speaks in the zone of this device. */
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const longDay = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long' });
const yearDay = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
const weekday = new Intl.DateTimeFormat('en-GB', { weekday: 'short' });
const shortDay = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });

const DAY = 86_400_000;

export const timeOf = (ms: number): string => clock.format(ms);

/** Same text, same day: what separators compare. */
export const dayKey = (ms: number): string => new Date(ms).toDateString();

/** `Today, Friday 20 November`; with the year when it is not this one. */
export function dayName(ms: number, now: number): string {
  const name = new Date(ms).getFullYear() === new Date(now).getFullYear() ? longDay.format(ms) : yearDay.format(ms);
  if (dayKey(ms) === dayKey(now)) return `Today, ${plain(name)}`;
  return dayKey(ms) === dayKey(now - DAY) ? `Yesterday, ${plain(name)}` : plain(name);
}

/** For a list: the time today, the weekday within a week, else the date. */
export function shortTime(ms: number, now: number): string {
  if (dayKey(ms) === dayKey(now)) return timeOf(ms);
  return now - ms < 6 * DAY && ms < now ? weekday.format(ms) : shortDay.format(ms);
}

/** A time, with its day when that is not today: `11:42`, `Thu 11:42`, `3 Nov 11:42`. */
export const momentOf = (ms: number, now: number): string =>
  dayKey(ms) === dayKey(now) ? timeOf(ms) : `${shortTime(ms, now)} ${timeOf(ms)}`;

/** When something ends: `Sunday`, `Thursday 3 December`. */
export const untilDay = (ms: number, now: number): string =>
  ms - now < 6 * DAY ? (plain(longDay.format(ms)).split(' ')[0] ?? '') : plain(longDay.format(ms));

const plain = (text: string): string => text.replace(',', '');

/** `38 MB`, `1.8 MB`, `640 B`. */
export function sizeOf(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB'];
  let size = bytes;
  let unit = 0;
  for (; size >= 1000 && unit < units.length - 1; unit++) size /= 1000;
  return `${size < 10 && unit > 0 ? size.toFixed(1) : Math.round(size)} ${units[unit]}`;
}
