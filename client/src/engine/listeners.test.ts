import { beforeEach, expect, test } from 'vitest';
import type { DeviceId, RoomId } from '#shared/ids.ts';
import { fakeClock, type FakeClock } from '#testing/fakeClock.ts';
import { testId } from '#testing/writers.ts';
import { MemoryDisk, memoryStore } from '../adapters/memoryStore.ts';
import { Listeners } from './listeners.ts';

const [garden, choir] = [testId<RoomId>('garden'), testId<RoomId>('choir')];
const keeper = testId<DeviceId>('keeper');
const at = ['/ip4/192.0.2.7/udp/4001/webrtc-direct/certhash/u'];

let clock: FakeClock;
let disk: MemoryDisk;
let dialled: (readonly string[])[];
let isWanted: (room: RoomId, device: DeviceId) => boolean;

async function opened(): Promise<Listeners> {
  const store = memoryStore(disk);
  await store.claim();
  return new Listeners(store, clock, {
    isWanted: (room, device) => isWanted(room, device),
    dial: (addresses) => dialled.push(addresses),
  });
}

beforeEach(() => {
  clock = fakeClock();
  disk = new MemoryDisk();
  dialled = [];
  isWanted = () => true;
});

test('[MRK-4] who listens is dialled again and again, each time after a longer wait, up to a minute', async () => {
  const listeners = await opened();
  await listeners.hear(garden, keeper, at);
  const times = (ms: number): number => {
    const before = dialled.length;
    clock.advance(ms);
    return dialled.length - before;
  };
  expect(dialled).toEqual([at]);
  expect([times(1_999), times(1), times(3_999), times(1)]).toEqual([0, 1, 0, 1]);
  times(10 * 60_000);
  expect(times(60_000)).toBe(1);
  listeners.retry();
  expect([times(0), times(2_000)]).toEqual([0, 1]);
});

test('[MRK-4] nobody is dialled for a room that is shared with somebody, and the wait is short again once they were met', async () => {
  const listeners = await opened();
  await listeners.hear(garden, keeper, at);
  isWanted = () => false;
  clock.advance(5 * 60_000);
  expect(dialled).toHaveLength(1);
  listeners.met(keeper);
  isWanted = (room) => room === garden;
  listeners.look();
  clock.advance(2_000);
  expect(dialled).toHaveLength(3);
});

test('[MRK-4] addresses outlive a run, newer ones replace them, and who says none is forgotten', async () => {
  isWanted = () => false;
  await (await opened()).hear(garden, keeper, ['/old']);
  const second = await opened();
  await second.load();
  await second.hear(garden, keeper, at);
  isWanted = () => true;
  const third = await opened();
  await third.load();
  expect(third.rooms).toEqual([garden]);
  third.look();
  expect(dialled).toEqual([at]);
  await third.hear(garden, keeper, []);
  const fourth = await opened();
  await fourth.load();
  expect(fourth.rooms).toEqual([]);
});

test('[MRK-4] of a room full of listeners eight are known', async () => {
  const listeners = await opened();
  for (let i = 0; i < 20; i++) await listeners.hear(garden, testId<DeviceId>(`device ${i}`), at);
  await listeners.hear(choir, keeper, at);
  expect(dialled).toHaveLength(9);
});
