import { beforeAll, expect, test } from 'vitest';
import { cryptoReady } from '#shared/crypto/ready.ts';
import type { RoomId } from '#shared/ids.ts';
import { Timeline } from '#shared/timeline/fold.ts';
import { conversation } from '#testing/conversation.ts';
import { identityFrom } from '#testing/correspondent.ts';
import { testId } from '#testing/writers.ts';
import { MemoryDisk, memoryStore } from '../adapters/memoryStore.ts';
import { systemClock } from '../adapters/systemClock.ts';
import { RoomView } from './roomView.ts';
import { ViewStore } from './viewStore.ts';

beforeAll(cryptoReady);

test('of a long history the newest rows are in the store first, beside how many there will be', async () => {
  const room = testId<RoomId>('room');
  const store = memoryStore(new MemoryDisk());
  await store.claim();
  const view = new ViewStore(store, () => undefined);
  const fold = new Timeline(room);
  const items = conversation(1200, 5);
  // A relay serves list by list.
  for (const item of items.toSorted((a, b) => b.writer - a.writer || a.seq - b.seq)) fold.add(item);
  const own = { room, me: identityFrom('somebody else'), clock: systemClock, fold, view };
  const rows = new RoomView(
    {
      ...own,
      called: () => new Map(),
      deleting: () => undefined,
      wayOf: () => undefined,
      closedCount: () => 0,
      unviewed: () => [],
      written: () => undefined,
    },
    undefined,
  );
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
