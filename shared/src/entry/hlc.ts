/** TIM-1: hybrid logical time. Order everywhere is (hlc, id); the clock of a device only ever moves forward. */
import type { EntryId } from '#shared/ids.ts';

export interface Hlc {
  /** ms since 1970 UTC, 48 bits. */
  readonly ms: number;
  /** 16 bits: entries of one millisecond, or of a clock that stood still or went back. */
  readonly counter: number;
}

export const MAX_HLC_MS = 2 ** 48 - 1;
export const MAX_HLC_COUNTER = 2 ** 16 - 1;

/** Before every hlc an entry can have. */
export const NO_HLC: Hlc = { ms: 0, counter: 0 };

const MS_DIGITS = 12;
const COUNTER_DIGITS = 4;
const HLC_DIGITS = MS_DIGITS + COUNTER_DIGITS;

/** Negative when a is earlier, 0 when they are the same. */
export const compareHlc = (a: Hlc, b: Hlc): number => a.ms - b.ms || a.counter - b.counter;

/** 12 hex digits of ms, 4 of counter: sorts as text as hlcs do. */
export const hlcText = (hlc: Hlc): string =>
  hlc.ms.toString(16).padStart(MS_DIGITS, '0') + hlc.counter.toString(16).padStart(COUNTER_DIGITS, '0');

/** The next hlc of a device: after `last`, the latest it made or saw (TIM-3 decides what is seen), and not before `now`. */
export function tick(last: Hlc | undefined, now: number): Hlc {
  const ms = Math.max(0, Math.floor(now));
  if (!last || ms > last.ms) return { ms, counter: 0 };
  if (last.counter < MAX_HLC_COUNTER) return { ms: last.ms, counter: last.counter + 1 };
  return { ms: last.ms + 1, counter: 0 };
}

/** Text that sorts as the protocol orders entries: hlc, then id. */
export const orderKey = (hlc: Hlc, id: EntryId): string => hlcText(hlc) + id;

/** The id of an order key this program made. */
export const idOfOrder = (order: string): EntryId => order.slice(HLC_DIGITS) as EntryId;

/** The hlc of an order key this program made. */
export const hlcOfOrder = (order: string): Hlc => ({
  ms: parseInt(order.slice(0, MS_DIGITS), 16),
  counter: parseInt(order.slice(MS_DIGITS, HLC_DIGITS), 16),
});
