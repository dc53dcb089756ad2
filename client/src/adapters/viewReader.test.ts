import 'fake-indexeddb/auto';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { EntryId, RoomId } from '#shared/ids.ts';
import type { DeviceStore } from '#shared/ports/deviceStore.ts';
import type { ViewReader } from '../engine/messages/port.ts';
import type { Page, Row } from '../engine/messages/rows.ts';
import { openIndexeddbStore } from './indexeddbStore.ts';
import { openViewReader } from './viewReader.ts';

const ROOM = 'R'.repeat(43) as RoomId;
const NEIGHBOUR = 'S'.repeat(43) as RoomId;
const calm = { blocked: () => expect.unreachable(), gone: () => expect.unreachable() };
let count = 0;

const orderOf = (index: number): string => `${String(index).padStart(16, '0')}${'E'.repeat(43)}`;
const message = (index: number): Row =>
  ({ kind: 'message', order: orderOf(index), id: `id ${index}` }) as unknown as Row;
const merge = (index: number): Row => ({ kind: 'merge', order: `${orderOf(index)}+` }) as unknown as Row;

/** A device's database with a room of so many messages, and a reader of it. */
async function device(messages: number): Promise<{ store: DeviceStore; reader: ViewReader; put: typeof put }> {
  const name = `view ${count++}`;
  const store = await openIndexeddbStore(calm, name);
  await store.claim();
  const put = async (rows: readonly Row[], total: number): Promise<void> => {
    await store.write([
      ...rows.flatMap((row) => [
        { table: 'rows' as const, key: `${ROOM}/${row.order}`, value: row },
        {
          table: 'places' as const,
          key: row.kind === 'message' ? `${ROOM}/${row.id}` : `${ROOM}/+${row.order}`,
          value: row.order,
        },
      ]),
      { table: 'rooms', key: `total/${ROOM}`, value: total },
    ]);
  };
  await store.write([{ table: 'rows', key: `${NEIGHBOUR}/${orderOf(5)}`, value: message(5) }]);
  await put(
    Array.from({ length: messages }, (_, index) => message(index)),
    messages,
  );
  return { store, reader: await openViewReader(name), put };
}

const numbers = ({ rows }: Page): number[] => rows.map(({ order }) => Number(order.slice(0, 16)));
const places = ({ before, after, total }: Page): number[] => [before, after, total];

test('on the first run there is nothing, and it says so', async () => {
  const reader = await openViewReader(`view ${count++}`);
  expect(await reader.boot()).toEqual({ self: undefined, rooms: [], contacts: [] });
  expect(await reader.details(ROOM)).toBeUndefined();
  expect(await reader.receipts(ROOM)).toBeUndefined();
  expect(await reader.page(ROOM, {}, 50)).toEqual({ rows: [], before: 0, after: 0, total: 0 });
  expect(await reader.find(ROOM, 'x' as EntryId)).toBeUndefined();
});

test('a reader that comes first makes the tables the engine writes', async () => {
  const name = `view ${count++}`;
  await openViewReader(name);
  const store = await openIndexeddbStore(calm, name);
  await store.claim();
  await store.write([{ table: 'rooms', key: 'self', value: { name: 'Ann' } }]);
  expect((await (await openViewReader(name)).boot()).self).toEqual({ name: 'Ann' });
});

test('it boots with the person and the rooms, and nothing else that lies beside them', async () => {
  const { store, reader } = await device(3);
  const summary = { room: ROOM, members: 2, unread: 0, createdAt: 1 };
  await store.write([
    { table: 'rooms', key: 'self', value: { name: 'Ann' } },
    { table: 'rooms', key: `room/${ROOM}`, value: summary },
    { table: 'rooms', key: 'contacts', value: [{ identity: 'Bea' }] },
  ]);
  expect(await reader.boot()).toEqual({ self: { name: 'Ann' }, rooms: [summary], contacts: [{ identity: 'Bea' }] });
});

test('it finds the row of a message', async () => {
  const { reader } = await device(3);
  expect(await reader.find(ROOM, 'id 1' as EntryId)).toEqual(message(1));
});

describe('pages', () => {
  test('the newest, and those before it, up to the first', async () => {
    const { reader } = await device(10);
    const newest = await reader.page(ROOM, {}, 4);
    expect([numbers(newest), places(newest)]).toEqual([
      [6, 7, 8, 9],
      [6, 0, 10],
    ]);
    const before = await reader.page(ROOM, { before: orderOf(6) }, 4);
    expect([numbers(before), places(before)]).toEqual([
      [2, 3, 4, 5],
      [2, 4, 10],
    ]);
    const first = await reader.page(ROOM, { before: orderOf(2) }, 4);
    expect([numbers(first), places(first)]).toEqual([
      [0, 1],
      [0, 8, 10],
    ]);
    const none = await reader.page(ROOM, { before: orderOf(0) }, 4);
    expect([numbers(none), places(none)]).toEqual([[], [0, 10, 10]]);
  });

  test('merges behind a row never met are no messages', async () => {
    const { reader, put } = await device(6);
    await put([merge(1), merge(3), merge(5)], 6);
    expect(places(await reader.page(ROOM, { around: orderOf(3) }, 2))).toEqual([2, 2, 6]);
    expect(places(await reader.page(ROOM, { before: orderOf(2) }, 2))).toEqual([1, 4, 6]);
  });

  test('around a row never met, then on from there', async () => {
    const { reader } = await device(10);
    const around = await reader.page(ROOM, { around: orderOf(4) }, 4);
    expect([numbers(around), places(around)]).toEqual([
      [2, 3, 4, 5],
      [2, 4, 10],
    ]);
    const after = await reader.page(ROOM, { after: orderOf(5) }, 3);
    expect([numbers(after), places(after)]).toEqual([
      [6, 7, 8],
      [6, 1, 10],
    ]);
    const end = await reader.page(ROOM, { around: orderOf(9) }, 4);
    expect([numbers(end), places(end)]).toEqual([
      [6, 7, 8, 9],
      [6, 0, 10],
    ]);
  });

  test('cards and gaps stand among the rows and are not counted', async () => {
    const { reader, put } = await device(6);
    await put([merge(3)], 6);
    const newest = await reader.page(ROOM, {}, 3);
    expect([newest.rows.map(({ kind }) => kind), places(newest)]).toEqual([
      ['merge', 'message', 'message'],
      [4, 0, 6],
    ]);
    const before = await reader.page(ROOM, { before: merge(3).order }, 2);
    expect([numbers(before), places(before)]).toEqual([
      [2, 3],
      [2, 2, 6],
    ]);
  });

  test('places hold while messages come at the end', async () => {
    const { reader, put } = await device(10);
    await reader.page(ROOM, {}, 4);
    await put([message(10), message(11)], 12);
    expect(places(await reader.page(ROOM, { before: orderOf(6) }, 4))).toEqual([2, 6, 12]);
    expect(places(await reader.page(ROOM, { after: orderOf(9) }, 4))).toEqual([10, 0, 12]);
  });

  test('places are found anew when messages came above or in the middle', async () => {
    const { reader, put } = await device(10);
    await reader.page(ROOM, {}, 4);
    await put([{ ...message(6), order: `${orderOf(6)}x` }], 11);
    expect(places(await reader.page(ROOM, { before: orderOf(6) }, 4))).toEqual([2, 5, 11]);
  });
});

describe('what a page costs', () => {
  afterEach(() => vi.restoreAllMocks());

  test('going back from the newest counts no keys, however many there are', async () => {
    const { reader } = await device(300);
    const counting = vi.spyOn(IDBObjectStore.prototype, 'count');
    let page = await reader.page(ROOM, {}, 50);
    while (page.before > 0) page = await reader.page(ROOM, { before: page.rows[0]?.order ?? '' }, 50);
    expect(places(page)).toEqual([0, 250, 300]);
    expect(counting).not.toHaveBeenCalled();
  });

  test('where the browser cannot read backwards in one request, a cursor serves', async () => {
    const { reader } = await device(10);
    const prototype = IDBObjectStore.prototype as { getAllRecords?: unknown };
    const { getAllRecords } = prototype;
    delete prototype.getAllRecords;
    try {
      expect(numbers(await reader.page(ROOM, {}, 4))).toEqual([6, 7, 8, 9]);
      expect(numbers(await reader.page(ROOM, { after: orderOf(2) }, 2))).toEqual([3, 4]);
    } finally {
      if (getAllRecords) prototype.getAllRecords = getAllRecords;
    }
  });
});
