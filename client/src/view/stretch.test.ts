import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Page, Row } from '../engine/messages/rows.ts';
import { around, newest, withNewer, withNews, withOlder, MOST_ROWS } from './stretch.ts';

const row = (order: string): Row => ({ kind: 'message', order }) as Row;
const card = (order: string): Row => ({ kind: 'merge', order }) as Row;
const page = (orders: string[], before: number, after: number): Page => ({
  rows: orders.map(row),
  before,
  after,
  total: before + orders.length + after,
});
const orders = (rows: readonly Row[]): string[] => rows.map((each) => each.order);

test('a new message at the end of a room that is read to its end goes in', () => {
  const held = withNews(newest(page(['c', 'd'], 2, 0), 2), [row('e')], [], 5);
  expect(held).toMatchObject({ before: 2, after: 0, total: 5 });
  expect(orders(held?.rows ?? [])).toEqual(['c', 'd', 'e']);
});

test('a message that lands above is counted before, and moves nothing', () => {
  expect(withNews(newest(page(['c', 'd'], 2, 0), 2), [row('a5')], [], 5)).toMatchObject({ before: 3, after: 0 });
});

test('an edit above or inside changes no count', () => {
  const held = newest(page(['c', 'd'], 2, 0), 2);
  expect(withNews(held, [row('a')], [], 4)).toMatchObject({ before: 2, after: 0 });
  expect(withNews(held, [row('c')], [], 4)).toMatchObject({ before: 2, rows: held.rows });
});

test('a new message below a stretch in the middle is counted after', () => {
  expect(withNews(around(page(['c', 'd'], 2, 3)), [row('x')], [], 8)).toMatchObject({ before: 2, after: 4 });
});

test('news on both sides at once asks for reading again', () => {
  expect(withNews(around(page(['c', 'd'], 2, 3)), [row('a'), row('x')], [], 8)).toBeUndefined();
});

test('a merge card in the middle is a row and no message', () => {
  const held = withNews(newest(page(['c', 'd'], 2, 0), 2), [card('c5')], [], 4);
  expect(orders(held?.rows ?? [])).toEqual(['c', 'c5', 'd']);
  expect(held).toMatchObject({ before: 2, after: 0 });
});

test('what is gone leaves', () => {
  expect(withNews(newest(page(['c', 'd'], 0, 0), 40), [], ['c'], 1)).toMatchObject({ rows: [row('d')], before: 0 });
});

test('reading up and down a room always knows each place', () => {
  const room = Array.from({ length: 400 }, (_, n) => String(n).padStart(3, '0'));
  const read = (from: number, to: number): Page => page(room.slice(from, to), from, room.length - to);
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 40 }), (ups) => {
      let held = newest(read(360, 400), 40);
      for (const up of ups) {
        const at = held.before;
        const end = held.before + held.rows.length;
        held = up
          ? withOlder(held, read(Math.max(0, at - 40), at), 40)
          : withNewer(held, read(end, Math.min(400, end + 40)), 40);
        expect(held.before + held.rows.length + held.after).toBe(400);
        expect(held.rows[0]?.order).toBe(room[held.before]);
        expect(held.rows.length).toBeLessThanOrEqual(MOST_ROWS);
      }
    }),
  );
});
