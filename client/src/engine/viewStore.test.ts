import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { EntryId, IdentityId, RoomId, WriterId } from '#shared/ids.ts';
import type { DeviceStore, Table } from '#shared/ports/deviceStore.ts';
import { testId } from '#testing/writers.ts';
import { MemoryDisk, memoryStore } from '../adapters/memoryStore.ts';
import type { Notice } from './messages/port.ts';
import type { RoomSummary } from './messages/rooms.ts';
import type { MergeRow, MessageRow, Row } from './messages/rows.ts';
import { ViewStore } from './viewStore.ts';

const room = testId<RoomId>('room');
const summary: RoomSummary = { room, name: 'Vineyard', members: 1, unread: 0, createdAt: 1 };

const row = (number: number): MessageRow => ({
  kind: 'message',
  order: `order ${String(number).padStart(5, '0')}`,
  id: testId<EntryId>(`message ${number}`),
  slot: { segment: '2026-11', writer: 1 as WriterId, seq: number },
  author: testId<IdentityId>('bob'),
  name: 'Bob',
  mine: false,
  at: number,
  text: `message ${number}`,
  reactions: [],
});

let disk: MemoryDisk;
let store: DeviceStore;
let view: ViewStore;
let told: Notice[];
/** What a window would find in the store at the moment of each notice. */
let found: Promise<unknown>[];
let look: () => Promise<unknown>;

beforeEach(async () => {
  disk = new MemoryDisk();
  store = memoryStore(disk);
  await store.claim();
  told = [];
  found = [];
  look = () => Promise.resolve(undefined);
  view = new ViewStore(store, (notice) => {
    told.push(notice);
    found.push(look());
  });
});

const keys = async (table: Table): Promise<string[]> => (await store.range(table, {})).map(({ key }) => key);

describe('a notice never runs ahead of the store', () => {
  test.each<[string, () => Promise<void>, () => Promise<unknown>, unknown]>([
    ['rows', () => view.rows(room, [row(1)], [], 1), () => store.get('rows', `${room}/${row(1).order}`), row(1)],
    ['a summary', () => view.summarise(summary), () => store.get('rooms', room), summary],
    [
      'receipts',
      () => view.receipts(room, { counts: {}, others: 1 }),
      () => store.get('receipts', room),
      { counts: {}, others: 1 },
    ],
  ])('of %s', async (_what, write, read, expected) => {
    look = read;
    await write();
    expect(told).toHaveLength(1);
    expect(await found[0]).toEqual(expected);
  });

  test('what a full disk refuses is not told', async () => {
    disk.full = true;
    await expect(view.rows(room, [row(1)], [], 1)).rejects.toThrow();
    await expect(view.receipts(room, { counts: {}, others: 0 })).rejects.toThrow();
    await expect(view.summarise(summary)).rejects.toThrow();
    expect(told).toEqual([]);
  });

  test('a summary that could not be kept is tried again when it comes again', async () => {
    disk.full = true;
    await expect(view.summarise(summary)).rejects.toThrow();
    disk.full = false;
    await view.summarise(summary);
    expect(await store.get('rooms', room)).toEqual(summary);
    expect(told).toHaveLength(1);
  });
});

describe('rows', () => {
  test('are put with the places of their messages, and gone by their order', async () => {
    await view.rows(room, [row(1), row(2)], [], 2);
    expect(await store.get('places', `${room}/${row(2).id}`)).toBe(row(2).order);
    await view.rows(room, [], [row(1).order], 1);
    expect(await keys('rows')).toEqual([`${room}/${row(2).order}`]);
    expect(await store.get('rooms', `total/${room}`)).toBe(1);
    expect(told.at(-1)).toEqual({ is: 'rows', room, put: [], gone: [row(1).order], total: 1 });
  });

  test('[T-42] bring what else is said of them in the transaction that writes the first of them', async () => {
    const also = [{ table: 'index', key: 'behind', value: true }] as const;
    disk.full = true;
    await expect(view.rows(room, [row(1)], [], 1, also)).rejects.toThrow();
    expect(await store.get('index', 'behind')).toBeUndefined();
    disk.full = false;
    const write = vi.spyOn(store, 'write');
    await view.rows(room, [row(1)], [], 1, also);
    expect(write).toHaveBeenCalledOnce();
    expect(await store.get('index', 'behind')).toBe(true);
  });

  test('of one order are replaced, not doubled', async () => {
    await view.rows(room, [row(1)], [], 1);
    await view.rows(room, [{ ...row(1), text: 'edited' }], [], 1);
    expect(await store.range('rows', {})).toMatchObject([{ value: { text: 'edited' } }]);
  });

  test('by the hundred are a page to be read again, all of them written before', async () => {
    const many: Row[] = Array.from({ length: 1200 }, (_, number) => row(number));
    look = () => keys('rows');
    await view.rows(room, many, [], many.length);
    expect(told).toEqual([{ is: 'reload', room }]);
    expect(await found[0]).toHaveLength(1200);
  });

  test('that are merges come and go with a mark beside the places', async () => {
    const merge: MergeRow = {
      kind: 'merge',
      order: `${row(1).order}+strand`,
      strand: 'strand',
      author: testId<IdentityId>('bob'),
      name: 'Bob',
      mine: false,
      count: 1,
      first: row(1).order,
      last: row(1).order,
      since: 0,
      at: 1,
    };
    await view.rows(room, [merge], [], 0);
    expect(await keys('places')).toHaveLength(1);
    await view.rows(room, [], [merge.order], 0);
    expect(await keys('places')).toEqual([]);
    expect(await keys('rows')).toEqual([]);
  });
});

describe('summaries', () => {
  test('that say nothing new are neither written nor told', async () => {
    await view.summarise(summary);
    disk.full = true;
    await view.summarise({ ...summary });
    expect(told).toHaveLength(1);
  });

  test('are read back by the next run, and nothing else is taken for one', async () => {
    await view.summarise(summary);
    await view.rows(room, [row(1)], [], 1);
    await view.self({ identity: testId('me'), device: testId('device'), name: 'Me' });
    const next = new ViewStore(store, () => undefined);
    expect(await next.load()).toEqual([summary]);
    expect(next.summary(room)).toEqual(summary);
  });
});
