import { beforeEach, describe, expect, test } from 'vitest';
import { documentId, type RoomId, type WriterId } from '#shared/ids.ts';
import type { DeviceStore } from '#shared/ports/deviceStore.ts';
import { StorageFull } from '#shared/ports/storageErrors.ts';
import { testId } from '#testing/writers.ts';
import { MemoryDisk, memoryStore } from '../adapters/memoryStore.ts';
import { Outbox } from './outbox.ts';

const room = testId<RoomId>('room');
const november = documentId(room, '2026-11');
const december = documentId(room, '2026-12');
const mine = 77 as WriterId;
const other = 5 as WriterId;
const upTo = (count: number, writer = mine): ReadonlyMap<WriterId, number> => new Map([[writer, count]]);
const entry = (seq: number, writer = mine) => ({ writer, seq, bytes: Uint8Array.of(seq & 255) });

let disk: MemoryDisk;
let outbox: Outbox;

/** The device runs anew, with what is on its disk. */
async function restart(): Promise<ReadonlySet<string>> {
  const store: DeviceStore = memoryStore(disk);
  await store.claim();
  outbox = new Outbox(store);
  return outbox.load();
}

const seqs = async (document = november): Promise<number[]> => (await outbox.kept(document)).map(({ seq }) => seq);

beforeEach(async () => {
  disk = new MemoryDisk();
  await restart();
});

describe('[LOG-9] the outbox', () => {
  test('keeps an entry until a link acknowledged it and its document has flushed it, whichever comes first', async () => {
    await outbox.keep(november, [entry(0)]);
    await outbox.acknowledged(november, upTo(1));
    expect(await seqs()).toEqual([0]);
    await outbox.flushed(november, upTo(1));
    expect(await seqs()).toEqual([]);
    await outbox.keep(november, [entry(1)]);
    await outbox.flushed(november, upTo(2));
    expect(await seqs()).toEqual([1]);
    await outbox.acknowledged(november, upTo(2));
    expect(await seqs()).toEqual([]);
  });

  test('lets go of what both cover, and of no more', async () => {
    await outbox.keep(
      november,
      [0, 1, 2, 3].map((seq) => entry(seq)),
    );
    await outbox.acknowledged(november, upTo(3));
    await outbox.flushed(november, upTo(2));
    expect(await seqs()).toEqual([2, 3]);
    expect(outbox.unacknowledged).toBe(1);
  });

  test('counts never go back: a late or smaller word takes nothing away from an earlier one', async () => {
    await outbox.keep(november, [entry(0), entry(1)]);
    await outbox.acknowledged(november, upTo(2));
    await outbox.acknowledged(november, upTo(1));
    await outbox.acknowledged(november, new Map());
    expect(outbox.unacknowledged).toBe(0);
    await outbox.flushed(november, upTo(2));
    expect(await seqs()).toEqual([]);
  });

  test('speaks of one document and one writer at a time', async () => {
    await outbox.keep(november, [entry(0), entry(0, other)]);
    await outbox.keep(december, [entry(0)]);
    for (const tell of ['acknowledged', 'flushed'] as const) await outbox[tell](november, upTo(1));
    expect((await outbox.kept(november)).map(({ writer }) => writer)).toEqual([other]);
    expect(await seqs(december)).toEqual([0]);
    expect(outbox.unacknowledged).toBe(2);
    expect(outbox.holds(room)).toBe(true);
    expect(outbox.holds(testId<RoomId>('another room'))).toBe(false);
  });

  test('gives back what it keeps of a writer in the order it was written, past 9 and past 99', async () => {
    for (let seq = 0; seq < 120; seq++) await outbox.keep(november, [entry(seq)]);
    await restart();
    expect(await seqs()).toEqual(Array.from({ length: 120 }, (_, seq) => seq));
    expect((await outbox.kept(november))[101]?.bytes).toEqual(Uint8Array.of(101));
  });

  test('[T-42] survives a crash after every step, and knows again what nobody has acknowledged', async () => {
    await outbox.keep(november, [entry(0), entry(1)]);
    expect(await restart()).toEqual(new Set([november]));
    expect(outbox.unacknowledged).toBe(2);
    await outbox.acknowledged(november, upTo(1));
    await restart();
    // The word of the link died with the run: asked again, it says so again.
    expect(await seqs()).toEqual([0, 1]);
    expect(outbox.unacknowledged).toBe(2);
    await outbox.acknowledged(november, upTo(2));
    await outbox.flushed(november, upTo(1));
    await restart();
    expect(await seqs()).toEqual([1]);
    await outbox.flushed(november, upTo(2));
    await outbox.acknowledged(november, upTo(2));
    expect(await restart()).toEqual(new Set());
    expect(outbox.holds(room)).toBe(false);
  });

  test('[T-43] what a full disk refuses is not kept, nor is anything that was to go with it', async () => {
    disk.full = true;
    const also = [{ table: 'commands', key: 'done/1', value: true }] as const;
    await expect(outbox.keep(november, [entry(0)], also)).rejects.toBeInstanceOf(StorageFull);
    disk.full = false;
    expect(outbox.unacknowledged).toBe(0);
    await outbox.keep(november, [entry(0)], also);
    expect(await memoryStore(disk).get('commands', 'done/1')).toBe(true);
    expect(outbox.unacknowledged).toBe(1);
  });

  test('[T-43] what could not be taken out on a full disk is taken out on the next run', async () => {
    await outbox.keep(november, [entry(0)]);
    await outbox.acknowledged(november, upTo(1));
    disk.full = true;
    await expect(outbox.flushed(november, upTo(1))).rejects.toBeInstanceOf(StorageFull);
    disk.full = false;
    await restart();
    expect(await seqs()).toEqual([0]);
    await outbox.acknowledged(november, upTo(1));
    await outbox.flushed(november, upTo(1));
    expect(await seqs()).toEqual([]);
  });
});
