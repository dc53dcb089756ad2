import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { toText } from '#shared/bytes.ts';
import type { RoomId } from '#shared/ids.ts';
import { LIVE_MS, type Attention } from '#shared/sync/live.ts';
import { Attending } from './attending.ts';

const room = toText(new Uint8Array(32)) as RoomId;
let said: Attention[];
let attending: Attending;

beforeEach(() => {
  vi.useFakeTimers();
  said = [];
  attending = new Attending((_room, attention) => void said.push(attention));
});
afterEach(() => {
  vi.useRealTimers();
});

test('[MRK-3] a room on screen is said again before it is over, and its end at once', () => {
  attending.turnTo(room);
  expect(said).toEqual(['here']);
  vi.advanceTimersByTime(LIVE_MS);
  expect(said).toEqual(['here', 'here']);
  attending.turnTo(undefined);
  expect(said).toEqual(['here', 'here', 'away']);
  vi.advanceTimersByTime(10 * LIVE_MS);
  expect(said).toHaveLength(3);
});

test('[MRK-3] writing is said with the first key, not with each, and ends by a pause or by sending', () => {
  attending.turnTo(room);
  for (let key = 0; key < 20; key++) attending.wrote();
  expect(said).toEqual(['here', 'writing']);
  attending.rested();
  attending.rested();
  expect(said).toEqual(['here', 'writing', 'here']);
  attending.wrote();
  vi.advanceTimersByTime(5_000);
  expect(said).toEqual(['here', 'writing', 'here', 'writing', 'here']);
});
