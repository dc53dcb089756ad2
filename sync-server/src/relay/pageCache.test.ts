import { expect, test } from 'vitest';
import type { RoomId, WriterId } from '#shared/ids.ts';
import { encodeStructs } from '#shared/log/structs.ts';
import type { Page } from '#shared/ports/relayStore.ts';
import { MemoryRelayStore } from '#testing/memoryRelayStore.ts';
import { PageCache } from './pageCache.ts';

const ROOM = 'A'.repeat(43) as RoomId;
const WRITER = 5 as WriterId;
const COUNT = 1000;
const whole = [{ writer: WRITER, from: 0, to: COUNT }];

class CountingStore extends MemoryRelayStore {
  scans = 0;
  override scan(...asked: Parameters<MemoryRelayStore['scan']>): Promise<Page> {
    this.scans++;
    return super.scan(...asked);
  }
}

async function filled(): Promise<CountingStore> {
  const store = new CountingStore();
  const structs = encodeStructs(
    WRITER,
    0,
    Array.from({ length: COUNT }, () => new Uint8Array(200)),
  );
  const documents = [{ number: 1, room: ROOM, segment: '2026-11' }];
  await store.commit({ documents, runs: [{ document: 1, writer: WRITER, first: 0, count: COUNT, structs, head: '' }] });
  return store;
}

test('[REL-6] many who ask for the same large page cost one read', async () => {
  const store = await filled();
  const pages = new PageCache(store, 1 << 20);
  const [first, second] = await Promise.all([pages.scan(1, whole), pages.scan(1, whole)]);
  expect(second).toBe(first);
  expect(await pages.scan(1, whole)).toBe(first);
  expect(store.scans).toBe(1);
});

test('a small page is read, and what does not fit is forgotten', async () => {
  const store = await filled();
  const pages = new PageCache(store, 1000);
  for (let i = 0; i < 2; i++) await pages.scan(1, [{ writer: WRITER, from: COUNT - 10, to: COUNT }]);
  expect(store.scans).toBe(2);
  for (let i = 0; i < 2; i++) await pages.scan(1, whole);
  expect(store.scans).toBe(4);
});
