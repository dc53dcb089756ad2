/** TIM-3: entries from clocks that run ahead. */
const MINUTE = 60_000;

/** How far ahead of this device's clock an entry may be and still count as seen, in ms. */
export const AHEAD_MS = 2 * MINUTE;

/** Beyond this a clock is not fast but wrong, and whoever set it should be told, in ms. */
export const FLAGGED_MS = 24 * 60 * MINUTE;

/** Whether an entry of this time (ms UTC) may be merged into the clock, cited and shown. */
export const isDue = (ms: number, now: number): boolean => ms <= now + AHEAD_MS;
