import { beforeEach, describe, expect, test } from 'vitest';
import type { EntryId, RoomId } from '#shared/ids.ts';
import type { Change, DeviceStore } from '#shared/ports/deviceStore.ts';
import { fakeClock, type FakeClock } from '#testing/fakeClock.ts';
import { testId } from '#testing/writers.ts';
import { MemoryDisk, memoryStore } from '../adapters/memoryStore.ts';
import { HeldDeletes, HOLD_MS } from './heldDeletes.ts';

const room = testId<RoomId>('room');
const [first, second] = [testId<EntryId>('first'), testId<EntryId>('second')];

let disk: MemoryDisk;
let clock: FakeClock;
let held: HeldDeletes;
let done: EntryId[];
let carriedOut: Promise<void>;

async function start(): Promise<void> {
  const store: DeviceStore = memoryStore(disk);
  await store.claim();
  held = new HeldDeletes(store, clock, (_room, target, also: Change) => {
    done.push(target);
    return (carriedOut = store.write([also]));
  });
  await held.load();
}

/** The tab closes and a new one opens. */
async function restart(): Promise<void> {
  held.stop();
  await start();
}

beforeEach(async () => {
  disk = new MemoryDisk();
  clock = fakeClock();
  done = [];
  carriedOut = Promise.resolve();
  await start();
});

describe('a held delete', () => {
  test('is carried out after six seconds and not before', async () => {
    await held.hold(room, first);
    expect(held.until(first)).toBe(clock.now() + HOLD_MS);
    clock.advance(HOLD_MS - 1);
    expect(done).toEqual([]);
    clock.advance(1);
    expect(done).toEqual([first]);
    expect(held.until(first)).toBeUndefined();
  });

  test('can be taken back until then, and is never carried out', async () => {
    await held.hold(room, first);
    expect(await held.undo(first)).toBe(true);
    clock.advance(HOLD_MS);
    await restart();
    clock.advance(HOLD_MS);
    expect(done).toEqual([]);
    expect(await held.undo(first)).toBe(false);
  });

  test('cannot be taken back once it is carried out', async () => {
    await held.hold(room, first);
    clock.advance(HOLD_MS);
    expect(await held.undo(first)).toBe(false);
    expect(done).toEqual([first]);
  });

  test('is carried out on the next start when the tab closed meanwhile, after the rest of its time', async () => {
    await held.hold(room, first);
    clock.advance(2_000);
    await restart();
    expect(held.until(first)).toBe(clock.now() + HOLD_MS - 2_000);
    clock.advance(HOLD_MS - 2_000);
    expect(done).toEqual([first]);
    await carriedOut;
    await restart();
    clock.advance(HOLD_MS);
    expect(done).toEqual([first]);
  });

  test('is carried out at once when the tab was closed for longer', async () => {
    await held.hold(room, first);
    held.stop();
    clock.advance(60 * HOLD_MS);
    await start();
    clock.advance(0);
    expect(done).toEqual([first]);
  });

  test('waits no longer than it was to when the clock is put back', async () => {
    await held.hold(room, first);
    held.stop();
    clock.set(clock.now() - 100 * HOLD_MS);
    await start();
    clock.advance(HOLD_MS);
    expect(done).toEqual([first]);
  });

  test('that is held twice is one: it ends when it first would have, once', async () => {
    await held.hold(room, first);
    clock.advance(2_000);
    await held.hold(room, first);
    clock.advance(HOLD_MS - 2_000);
    expect(done).toEqual([first]);
    clock.advance(HOLD_MS);
    expect(done).toEqual([first]);
  });

  test('of a room that is left is carried out before, and those of other rooms wait', async () => {
    await held.hold(room, first);
    await held.hold(testId<RoomId>('another room'), second);
    expect(held.holds(room)).toBe(true);
    await held.finish(room);
    expect(done).toEqual([first]);
    expect(held.holds(room)).toBe(false);
    clock.advance(HOLD_MS);
    expect(done).toEqual([first, second]);
  });
});
