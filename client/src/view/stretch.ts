/**
 * The stretch of a room that a window holds: rows that stand next to each other, and how many messages stand before
 * and after. The rest of the room stays in the store, so that a room of a hundred thousand opens like one of ten.
 */
import type { Order, Page, Row } from '../engine/messages/rows.ts';

export interface Stretch extends Page {
  /** Nothing of the room stands before the first row, or after the last. */
  readonly atStart: boolean;
  readonly atEnd: boolean;
}

/** Rows held at most; the far end is let go when reading on. */
export const MOST_ROWS = 120;
export const PAGE_ROWS = 40;

export const EMPTY: Stretch = { rows: [], before: 0, after: 0, total: 0, atStart: true, atEnd: true };

const messages = (rows: readonly Row[]): number => rows.reduce((n, row) => n + (row.kind === 'message' ? 1 : 0), 0);

/** `asked` rows were asked for at one end: fewer mean that end of the room. */
export const newest = (page: Page, asked: number): Stretch => ({
  ...page,
  atStart: page.rows.length < asked,
  atEnd: true,
});

export const around = (page: Page): Stretch => ({
  ...page,
  atStart: page.rows.length === 0,
  atEnd: page.rows.length === 0,
});

export function withOlder(held: Stretch, page: Page, asked: number): Stretch {
  const all = [...page.rows, ...held.rows];
  const rows = all.slice(0, MOST_ROWS);
  const cut = all.slice(MOST_ROWS);
  return {
    rows,
    before: page.before,
    after: held.after + messages(cut),
    total: held.total,
    atStart: page.rows.length < asked,
    atEnd: held.atEnd && cut.length === 0,
  };
}

export function withNewer(held: Stretch, page: Page, asked: number): Stretch {
  const all = [...held.rows, ...page.rows];
  const cut = all.slice(0, Math.max(0, all.length - MOST_ROWS));
  const rows = all.slice(cut.length);
  return {
    rows,
    before: held.before + messages(cut),
    after: page.after,
    total: held.total,
    atStart: held.atStart && cut.length === 0,
    atEnd: page.rows.length < asked,
  };
}

/**
 * Puts in what the engine said changed. Undefined when it cannot be told how many messages now stand before this
 * stretch (news on both sides at once): then it has to be read again.
 */
export function withNews(
  held: Stretch,
  put: readonly Row[],
  gone: readonly Order[],
  total: number,
): Stretch | undefined {
  const first = held.rows[0]?.order;
  const last = held.rows[held.rows.length - 1]?.order;
  const early = (order: Order): boolean => first !== undefined && order < first && !held.atStart;
  const late = (order: Order): boolean => last !== undefined && order > last && !held.atEnd;
  const orders = [...put.map((row) => row.order), ...gone];
  const rows = merge(
    held.rows,
    put.filter((row) => !early(row.order) && !late(row.order)),
    gone,
  );
  const outside = total - held.before - held.after - messages(rows);
  const before = held.before + (orders.some(early) || outside === 0 ? outside : 0);
  if (outside !== 0 && orders.some(early) === orders.some(late)) return undefined;
  return { ...held, rows, before, after: total - before - messages(rows), total };
}

function merge(held: readonly Row[], put: readonly Row[], gone: readonly Order[]): readonly Row[] {
  const byOrder = new Map(held.map((row) => [row.order, row]));
  for (const order of gone) byOrder.delete(order);
  for (const row of put) byOrder.set(row.order, row);
  return [...byOrder.values()].sort((a, b) => (a.order < b.order ? -1 : 1));
}

/** Lets the far end go after news made the stretch long; the end being read stays. */
export function trimmed(held: Stretch, keep: 'start' | 'end'): Stretch {
  if (held.rows.length <= MOST_ROWS * 2) return held;
  return keep === 'end'
    ? withNewer(held, { rows: [], before: 0, after: held.after, total: held.total }, held.atEnd ? 1 : 0)
    : withOlder(held, { rows: [], before: held.before, after: 0, total: held.total }, held.atStart ? 1 : 0);
}
