import { expect, test } from 'vitest';
import type { MergeRow, MessageRow, Row } from '../engine/messages/rows.ts';
import { layOut, type Item, type Setting } from './layout.ts';

const noon = new Date(2026, 10, 20, 12, 0).getTime();
const minute = 60_000;
const setting: Setting = { before: 0, receipts: undefined, open: new Set(), atEnd: true };

let count = 0;
function said(author: string, minutes: number, more: Partial<MessageRow> = {}): MessageRow {
  const at = noon + minutes * minute;
  const order = `${at} ${String(count++).padStart(4, '0')}`;
  const slot = { segment: '2026-11', writer: 1, seq: count };
  return {
    kind: 'message',
    order,
    id: order,
    slot,
    author,
    name: author,
    mine: author === 'me',
    at,
    text: 'x',
    reactions: [],
    ...more,
  } as unknown as MessageRow;
}

const shape = (items: Item[]): string =>
  items
    .map((item) =>
      item.is === 'message'
        ? `${item.row.author}${item.cont ? '+' : ''}${item.side === 'none' ? '' : `/${item.side}`}`
        : item.is,
    )
    .join(' ');
const shapeOf = (rows: Row[], more: Partial<Setting> = {}): string => shape(layOut(rows, { ...setting, ...more }));

test('messages of one author within five minutes share a name', () => {
  expect(shapeOf([said('noor', 0), said('noor', 4), said('noor', 10), said('ayo', 10)])).toBe(
    'day noor noor+ noor ayo',
  );
});

test('each day has its name, also within a group', () => {
  expect(shapeOf([said('noor', -13 * 60), said('noor', 0)])).toBe('day noor day noor');
});

test('the unread line stands before the first new message of another and breaks a group', () => {
  const rows = [said('noor', 0), said('noor', 1), said('noor', 2)];
  expect(shapeOf(rows, { line: rows[0]?.order })).toBe('day noor unread noor noor+');
  const mine = [said('noor', 0), said('me', 1)];
  expect(shapeOf(mine, { line: mine[0]?.order })).toBe('day noor me');
});

test('the cut of the network stands before what was written since', () => {
  const since = noon + minute;
  expect(shapeOf([said('noor', 0), said('me', 2)], { offlineSince: since })).toBe('day noor offline me');
  expect(shapeOf([said('noor', 0)], { offlineSince: since })).toBe('day noor offline');
});

test('after a reload with no network the cut still stands before what is only here', () => {
  const since = noon + 10 * minute;
  const rows = [said('noor', 0), said('me', 2), said('noor', 3)];
  expect(shapeOf(rows, { offlineSince: since })).toBe('day noor offline me noor');
});

test('[TIM-5] a strand forks off, runs beside what others wrote, and joins at its card', () => {
  const strand = said('noor', 1, { strand: 's' });
  const card = {
    kind: 'merge',
    strand: 's',
    order: `${noon + 3 * minute} z`,
    first: strand.order,
    last: strand.order,
    at: noon,
  } as MergeRow;
  expect(shapeOf([said('ayo', 0), strand, said('ayo', 2), card, said('ayo', 4)])).toBe(
    'day ayo fork noor/branch ayo/beside merge ayo',
  );
});

test('[TIM-5] the reader’s own side of being apart is the vine: no strand, no card, no fold', () => {
  const noor = [1, 3].map((at) => said('noor', at, { strand: 'n' }));
  const mine = [2, 4, 5, 6, 7].map((at) => said('me', at, { strand: 'm' }));
  const card = (strand: string, of: MessageRow[]): MergeRow =>
    ({
      kind: 'merge',
      strand,
      mine: strand === 'm',
      order: `${noon + 9 * minute} ${strand}`,
      first: of[0]?.order,
      at: noon + 9 * minute,
    }) as MergeRow;
  const rows = [...noor, ...mine, card('m', mine), card('n', noor)].sort((a, b) => (a.order < b.order ? -1 : 1));
  expect(shapeOf(rows)).toBe(
    'day fork noor/branch me/beside noor/branch me/beside me+/beside me+/beside me+/beside merge',
  );
  expect(shapeOf([...mine, card('m', mine)])).toBe('day fork me/branch fold me/branch merge');
});

test('[TIM-5] the middle of a long strand is folded until it is opened', () => {
  const rows = [1, 2, 3, 4, 5].map((at) => said('noor', at, { strand: 's' }));
  expect(shapeOf(rows)).toBe('day fork noor/branch fold noor/branch');
  expect(layOut(rows, setting)[3]).toMatchObject({ count: 3, from: noon + 2 * minute, to: noon + 4 * minute });
  expect(shapeOf(rows, { open: new Set([rows[0]?.order ?? '']) })).toBe(
    'day fork noor/branch noor+/branch noor+/branch noor+/branch noor+/branch',
  );
});

test('places count every message of the room, folded ones too', () => {
  const rows = [1, 2, 3, 4, 5].map((at) => said('noor', at, { strand: 's' }));
  const places = layOut(rows, { ...setting, before: 10 }).flatMap((item) =>
    item.is === 'message' ? [item.place] : [],
  );
  expect(places).toEqual([11, 15]);
});

test('the newest own message says its state in words, an older one only while it is just here', () => {
  const receipts = { counts: { '2026-11/1': { relay: 999_999, members: {} } }, others: 1 } as Setting['receipts'];
  const words = (given: Setting['receipts']): boolean[] =>
    layOut([said('me', 0), said('me', 1)], { ...setting, receipts: given }).flatMap((item) =>
      item.is === 'message' ? [item.inWords] : [],
    );
  expect(words(receipts)).toEqual([false, true]);
  expect(words(undefined)).toEqual([true, true]);
});

test('a name stands anew where the next message came another way, and the vine is drawn as each came', () => {
  const way = (minutes: number, by: MessageRow['way']): MessageRow => said('noor', minutes, by ? { way: by } : {});
  const items = layOut([way(0, 'straight'), way(1, 'straight'), way(2, 'relay'), way(3, 'friend')], setting);
  expect(shape(items)).toBe('day noor noor+ noor noor');
  expect(items.map((item) => item.stroke)).toEqual(['direct', 'direct', 'direct', 'relay', 'direct']);
});

const closed = (author: string, minutes: number, n: number): Row =>
  ({
    kind: 'gap',
    order: `${noon + minutes * minute} ${String(count++)}`,
    author,
    name: author,
    at: noon,
    count: n,
  }) as unknown as Row;

test('what does not open is one gap, whoever wrote it, as long as nothing that opens stands between', () => {
  const items = layOut(
    [closed('noor', 0, 2), closed('ayo', 1, 1), closed('noor', 2, 3), said('mei', 3), closed('ayo', 4, 1)],
    setting,
  );
  expect(shape(items)).toBe('day gap mei gap');
  expect(items.filter(({ is }) => is === 'gap')).toMatchObject([
    { count: 6, names: ['noor', 'ayo'], first: true },
    { count: 1, names: ['ayo'], first: false },
  ]);
});
