import { beforeAll, expect, test } from 'vitest';
import { cryptoReady } from '#shared/crypto/ready.ts';
import type { RoomId } from '#shared/ids.ts';
import { Timeline } from '#shared/timeline/fold.ts';
import { conversation } from '#testing/conversation.ts';
import { Correspondent, identityFrom, timeline } from '#testing/correspondent.ts';
import { fakeClock } from '#testing/fakeClock.ts';
import { testId } from '#testing/writers.ts';
import { MemoryDisk, memoryStore } from '../adapters/memoryStore.ts';
import { systemClock } from '../adapters/systemClock.ts';
import { RoomView } from './roomView.ts';
import { ViewStore } from './viewStore.ts';

beforeAll(cryptoReady);

const REST = {
  me: identityFrom('somebody else'),
  called: () => new Map(),
  deleting: () => undefined,
  wayOf: () => undefined,
  closedCount: () => 0,
  unviewed: () => [],
  due: () => undefined,
  written: () => undefined,
};

test('of a long history the newest rows are in the store first, beside how many there will be', async () => {
  const room = testId<RoomId>('room');
  const store = memoryStore(new MemoryDisk());
  await store.claim();
  const view = new ViewStore(store, () => undefined);
  const fold = new Timeline(room);
  const items = conversation(1200, 5);
  // A relay serves list by list.
  for (const item of items.toSorted((a, b) => b.writer - a.writer || a.seq - b.seq)) fold.add(item);
  const rows = new RoomView({ ...REST, room, clock: systemClock, fold, folded: fold, view }, undefined);
  rows.settle();
  await rows.newestFlushed();
  const orders = fold.rows().map(({ order }) => order);
  const first = await view.orders(room);
  expect(first.length).toBeLessThan(orders.length);
  expect(first).toEqual(orders.slice(-first.length));
  expect(await store.get('rooms', `total/${room}`)).toBe(1200);
  await rows.flushed();
  expect(await view.orders(room)).toEqual(orders);
});

test('[TIM-3] [T-41] a row that said its clock is far ahead says so no longer than that is so', async () => {
  const [room, noon, hour] = [testId<RoomId>('room'), Date.UTC(2026, 10, 20, 12), 60 * 60 * 1000];
  const store = memoryStore(new MemoryDisk());
  await store.claim();
  const clock = fakeClock(noon + 26 * hour);
  const fold = timeline();
  const said = new Correspondent('bob').say('by a clock that ran ahead', clock.now());
  fold.add(said);
  const view = new ViewStore(store, () => undefined);
  const rows: RoomView = new RoomView(
    { ...REST, room, clock, fold, folded: fold, view, due: () => rows.settle() },
    undefined,
  );
  const shown = async (): Promise<unknown> => {
    await rows.flushed();
    return (await store.range('rows', {}))[0]?.value;
  };
  rows.settle();
  clock.set(noon);
  rows.touch(said.id);
  rows.settle();
  expect(await shown()).toMatchObject({ ahead: true });
  clock.advance(3 * hour);
  rows.settle();
  expect(await shown()).not.toHaveProperty('ahead');
});
