import { beforeEach, describe, expect, test } from 'vitest';
import { CHARTER, type RoomId, type Segment, type WriterId } from '#shared/ids.ts';
import type { DeviceStore } from '#shared/ports/deviceStore.ts';
import { testId } from '#testing/writers.ts';
import { memoryStore } from '../adapters/memoryStore.ts';
import { RoomIndex } from './roomIndex.ts';

const room = testId<RoomId>('room');
const writer = 3 as WriterId;
const digest = (of: number): Uint8Array => new Uint8Array(32).fill(of);
const noted = (of: number, entries = of) => ({
  digest: digest(of),
  vector: [[writer, entries]] as const,
  entries,
  bytes: entries * 100,
});

let store: DeviceStore;
let index: RoomIndex;

beforeEach(async () => {
  store = memoryStore();
  await store.claim();
  index = new RoomIndex(room, store);
});

async function again(id = room): Promise<RoomIndex> {
  const read = new RoomIndex(id, store);
  await read.load();
  return read;
}

const shown = (segment: Segment, of: number, messages = of) => ({ segment, digest: digest(of), messages });

describe('[SYN-2] an index', () => {
  test('tells what documents hold, in the next run too, and of its own room alone', async () => {
    await index.note(CHARTER, noted(2));
    await index.note('2026-11', noted(5));
    for (const one of [index, await again()]) {
      expect(one.segments).toEqual(expect.arrayContaining([CHARTER, '2026-11']));
      expect(one.entries).toBe(7);
      expect(one.bytes).toBe(700);
      expect(one.digestOf('2026-11')).toEqual(digest(5));
      expect(one.vectorOf('2026-11')).toEqual(new Map([[writer, 5]]));
      expect(one.vectorOf('2026-12')).toBeUndefined();
    }
    expect((await again(testId<RoomId>('another room'))).segments).toEqual([]);
  });

  test('is never ahead of what was noted: the newest word stands', async () => {
    await index.note('2026-11', noted(5));
    await index.note('2026-11', noted(6));
    expect((await again()).digestOf('2026-11')).toEqual(digest(6));
  });

  test('[T-42] rows that are being written may show more than is kept: until a save says so, the next run looks at them anew', async () => {
    await index.note('2026-11', noted(5));
    await index.viewed([shown('2026-11', 5)], 1);
    const changes = index.unviewed();
    expect(changes).toHaveLength(1);
    expect((await again()).isViewed('2026-11', digest(5), 1), 'it is for the rows to bring it').toBe(true);
    await store.write(changes);
    const next = await again();
    expect(next.isViewed('2026-11', digest(5), 1)).toBe(false);
    expect(next.messagesOutside([])).toBe(5);
    expect(index.unviewed(), 'said once').toEqual([]);
    await index.viewed([shown('2026-11', 5)], 1);
    expect((await again()).isViewed('2026-11', digest(5), 1)).toBe(true);
  });

  test('knows whether the rows show exactly these entries with these keys', async () => {
    await index.note('2026-11', noted(5));
    expect(index.isViewed('2026-11', digest(5), 1)).toBe(false);
    await index.viewed([shown('2026-11', 5)], 1);
    const next = await again();
    expect(next.isViewed('2026-11', digest(5), 1)).toBe(true);
    expect(next.isViewed('2026-11', digest(5), 2), 'another key may open what was a gap').toBe(false);
    expect(next.isViewed('2026-11', digest(6), 1)).toBe(false);
    await next.note('2026-11', noted(6));
    expect(next.isViewed('2026-11', digest(6), 1), 'written, not yet shown').toBe(false);
  });

  test('takes nothing as shown that is not noted as durable', async () => {
    await index.viewed([shown('2026-11', 5)], 1);
    expect((await again()).isViewed('2026-11', digest(5), 1)).toBe(false);
  });

  test('holds rows of closed months for behind once an open one changed: their quotes and names may be old', async () => {
    await index.note('2026-10', noted(4));
    await index.note('2026-11', noted(5));
    await index.viewed([shown('2026-10', 4), shown('2026-11', 5)], 1);
    await index.note('2026-11', noted(6));
    await index.viewed([shown('2026-11', 6)], 1);
    expect(index.isViewed('2026-11', digest(6), 1)).toBe(true);
    expect(index.isViewed('2026-10', digest(4), 1)).toBe(false);
    expect(index.messagesOutside(['2026-11'])).toBe(4);
  });

  test('counts the messages of months that are not open', async () => {
    await index.note('2026-10', noted(4));
    await index.note('2026-11', noted(5));
    await index.viewed([shown('2026-10', 4, 3), shown('2026-11', 5, 2)], 1);
    expect((await again()).messagesOutside([])).toBe(5);
    expect((await again()).messagesOutside(['2026-11'])).toBe(3);
    expect((await again()).messagesOutside(['2026-10', '2026-11'])).toBe(0);
  });
});
