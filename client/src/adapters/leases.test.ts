import { expect, test } from 'vitest';
import { fakeClock } from '#testing/fakeClock.ts';
import { Inbox } from '#testing/inbox.ts';
import { seededRandom } from '#testing/seededRandom.ts';
import { HeartbeatLease } from './heartbeatLease.ts';
import type { Lease } from './lease.ts';
import { WebLocksLease } from './webLocksLease.ts';

/** What a lease says, in order. */
function started(lease: Lease): Inbox<'leads' | 'robbed'> {
  const said = new Inbox<'leads' | 'robbed'>();
  lease.start({ lead: () => said.put('leads'), robbed: () => said.put('robbed') });
  return said;
}

test('Web Locks: one leads, the next when it lets go', async () => {
  const [one, other] = [new WebLocksLease(navigator.locks, 'a'), new WebLocksLease(navigator.locks, 'a')];
  const [first, second] = [started(one), started(other)];
  expect(await first.next()).toBe('leads');
  expect(second.size).toBe(0);
  one.stop();
  expect(await second.next()).toBe('leads');
  other.stop();
});

test('Web Locks: who is robbed is told, follows, and leads again when it can', async () => {
  const [one, other] = [new WebLocksLease(navigator.locks, 'b'), new WebLocksLease(navigator.locks, 'b')];
  const [first, second] = [started(one), started(other)];
  await first.next();
  other.steal();
  expect(await second.next()).toBe('leads');
  expect(await first.next()).toBe('robbed');
  other.stop();
  expect(await first.next()).toBe('leads');
  one.stop();
});

test('Web Locks: stopped while waiting, it never leads; started again, it does', async () => {
  const [one, other] = [new WebLocksLease(navigator.locks, 'c'), new WebLocksLease(navigator.locks, 'c')];
  const [first, second] = [started(one), started(other)];
  await first.next();
  other.stop();
  one.stop();
  const again = started(one);
  expect(await again.next()).toBe('leads');
  expect(second.size).toBe(0);
  one.stop();
});

function heartbeats() {
  const clock = fakeClock();
  const random = seededRandom(3);
  const storage = memoryStorage();
  return { clock, storage, lease: () => new HeartbeatLease(storage, 'leader', clock, random) };
}

test('heartbeats: one leads, the other once it has let go', async () => {
  const { clock, lease } = heartbeats();
  const [one, other] = [lease(), lease()];
  const [first, second] = [started(one), started(other)];
  clock.advance(10_000);
  const leaders = [first.size, second.size];
  expect(leaders.toSorted()).toEqual([0, 1]);
  (first.size === 1 ? one : other).stop();
  const waiting = first.size === 1 ? second : first;
  clock.advance(1_500);
  expect(await waiting.next()).toBe('leads');
});

test('heartbeats: a leader that died is followed within seconds', async () => {
  const { clock, storage, lease } = heartbeats();
  storage.setItem('leader', JSON.stringify({ tab: 'dead', at: clock.now() }));
  const said = started(lease());
  clock.advance(3_000);
  expect(said.size).toBe(0);
  clock.advance(3_000);
  expect(await said.next()).toBe('leads');
});

test('heartbeats: a beat from the future holds the seat for nobody', async () => {
  const { clock, storage, lease } = heartbeats();
  storage.setItem('leader', JSON.stringify({ tab: 'dead', at: clock.now() + 86_400_000 }));
  const said = started(lease());
  clock.advance(1_000);
  expect(await said.next()).toBe('leads');
});

test('heartbeats: who is robbed is told at its next beat', async () => {
  const { clock, lease } = heartbeats();
  const first = started(lease());
  clock.advance(500);
  expect(await first.next()).toBe('leads');
  const thief = lease();
  const second = started(thief);
  thief.steal();
  clock.advance(1_500);
  expect(await second.next()).toBe('leads');
  expect(await first.next()).toBe('robbed');
});

function memoryStorage(): Storage {
  const rows = new Map<string, string>();
  return {
    getItem: (key: string) => rows.get(key) ?? null,
    setItem: (key: string, value: string) => void rows.set(key, value),
    removeItem: (key: string) => void rows.delete(key),
  } as unknown as Storage;
}
