import { beforeEach, expect, test } from 'vitest';
import { fakeClock, type FakeClock } from '#testing/fakeClock.ts';
import { ConnectionState } from './connectionState.ts';
import type { Connection } from './messages/connection.ts';

let clock: FakeClock;
let told: Connection[];
let state: ConnectionState;

beforeEach(() => {
  clock = fakeClock();
  told = [];
  state = new ConnectionState(clock, (connection) => told.push(connection));
});

const states = (): string[] => told.map((connection) => connection.state);

test('begins with connecting, goes through syncing to up, and says since when', () => {
  expect(state.current).toMatchObject({ state: 'connecting', since: clock.now(), waiting: 0 });
  clock.advance(100);
  state.opened();
  clock.advance(50);
  state.caughtUp();
  expect(states()).toEqual(['syncing', 'up']);
  expect(told.map(({ since }) => since)).toEqual([clock.now() - 50, clock.now()]);
});

test('is up only from syncing: nobody is caught up with a relay that is not there', () => {
  state.caughtUp();
  state.lost();
  state.caughtUp();
  expect(states()).toEqual(['offline']);
});

test('stays offline through dial after dial that fails, and says so once', () => {
  state.lost();
  const { since } = state.current;
  clock.advance(1000);
  state.lost();
  expect(told).toHaveLength(1);
  expect(state.current.since).toBe(since);
});

test('is dialling again only where there is a network', () => {
  state.network(false);
  state.dialling();
  expect(state.current.state).toBe('offline');
  state.network(true);
  expect(state.current.state).toBe('connecting');
  state.lost();
  state.dialling();
  expect(states()).toEqual(['offline', 'connecting', 'offline', 'connecting']);
});

test('a window’s word that there is a network changes nothing about a connection that stands', () => {
  state.opened();
  state.caughtUp();
  state.network(true);
  expect(state.current.state).toBe('up');
});

test('knows when the relay was last there', () => {
  expect(state.reachedAt).toBeUndefined();
  state.opened();
  clock.advance(500);
  expect(state.reachedAt).toBe(clock.now());
  const lostAt = clock.now();
  state.lost();
  clock.advance(9000);
  expect(state.reachedAt).toBe(lostAt);
});

test('counts what was woven in since the connection came back, and a moment beyond', () => {
  state.weave(1, 1);
  expect(told).toEqual([]);
  state.opened();
  state.weave(0, 3);
  state.caughtUp();
  state.weave(2, 0);
  expect(state.current).toMatchObject({ state: 'up', woven: { own: 2, others: 3 } });
  clock.advance(60_000);
  state.weave(5, 5);
  expect(state.current).toMatchObject({ woven: { own: 2, others: 3 } });
  state.lost();
  expect(state.current).not.toHaveProperty('woven');
  state.opened();
  expect(state.current).toMatchObject({ woven: { own: 0, others: 0 } });
});

test('keeps how much waits through every change, and tells of it when it differs', () => {
  state.waiting(2);
  state.waiting(2);
  expect(told).toHaveLength(1);
  state.opened();
  state.caughtUp();
  state.lost();
  expect(told.every(({ waiting }) => waiting === 2)).toBe(true);
});

test('trouble is told until the relay lets this device in', () => {
  state.trouble('Come back later.');
  expect(state.current.trouble).toBe('Come back later.');
  state.opened();
  expect(state.current).not.toHaveProperty('trouble');
});
