/**
 * Chromium: a room of 10,000 messages from a friend's browser with the relay gone, beside the same room from the relay: from the
 * click on Join until all of its rows are kept. And of the former, from the question for its entries until they are checked and on
 * the disk, beside a bare data channel between the two pages.
 */
import type { Page } from '@playwright/test';
import { buildApp } from '../scripts/build.ts';
import type { Benchmark } from './benchmark.ts';
import { CatchUpNotes } from './browser/catchUpNotes.ts';
import { joinRoom, type Joined } from './browser/joinRoom.ts';
import { rawBetween } from './browser/rawBetween.ts';
import { Two } from './browser/straight.ts';
import { BenchRoom } from './load/benchRoom.ts';
import { fillRelay } from './load/fillRelay.ts';
import { conversation } from './load/lists.ts';
import { freeLoad, pinLoad } from './measure/cores.ts';
import { median } from './measure/median.ts';
import { startRelay } from './servers/relay.ts';

const MESSAGES = 10_000;
const WRITERS = 20;
const ROUNDS = 5;
const RAW_ROUNDS = 5;
const PATIENCE_MS = 5 * 60_000;

interface Sample extends Readonly<Record<string, number>> {
  readonly by_relay_ms: number;
  readonly by_relay_first_screen_ms: number;
  readonly by_peer_ms: number;
  readonly by_peer_first_screen_ms: number;
  readonly mb: number;
  /** Median of several. */
  readonly raw_ms: number;
  readonly durable_ms: number;
}

export const peerJoin: Benchmark = {
  figures: ['peer_join_vs_relay', 'peer_catchup_vs_raw'],
  run: async () => {
    if (!(await buildApp())) throw new Error('the app does not build');
    freeLoad();
    const joins: Sample[] = [];
    for (let round = 0; round < ROUNDS; round++) joins.push(await inNewBrowsers());
    pinLoad();
    const of = (key: string): number => median(joins.map((join) => join[key] ?? NaN));
    return [
      { name: 'peer_join_vs_relay', value: of('by_peer_ms') / of('by_relay_ms'), samples: { joins } },
      { name: 'peer_catchup_vs_raw', value: of('raw_ms') / of('durable_ms'), samples: { joins } },
    ];
  },
};

async function inNewBrowsers(): Promise<Sample> {
  const relay = await startRelay();
  const origin = `http://localhost:${relay.port}`;
  // The second is for the catch-up: its code has run once by then, as the bare channel's has.
  const [first, second] = [await roomOnRelay(relay.port, 'Garden'), await roomOnRelay(relay.port, 'Kitchen')];
  const two = await Two.inARoom(origin, true);
  const joins = (page: Page, { room }: Filled): Promise<Joined> =>
    joinRoom(page, room.link(origin), MESSAGES, PATIENCE_MS);
  try {
    const byRelay = await joins(two.ada, first);
    await joins(two.ada, second);
    const raw = await rawBetween(two.ada, two.ben, second.bytes, RAW_ROUNDS);
    process.kill(relay.pid, 'SIGKILL');
    const byPeer = await joins(two.ben, first);
    const notes = await CatchUpNotes.of(two.ada, two.ben);
    await joins(two.ben, second);
    return {
      by_relay_ms: byRelay.complete_ms,
      by_relay_first_screen_ms: byRelay.first_screen_ms,
      by_peer_ms: byPeer.complete_ms,
      by_peer_first_screen_ms: byPeer.first_screen_ms,
      mb: second.bytes / 1e6,
      raw_ms: raw,
      durable_ms: await notes.durable(),
    };
  } finally {
    await two.discard();
    await relay.discard();
  }
}

interface Filled {
  readonly room: BenchRoom;
  /** Of its entries. */
  readonly bytes: number;
}

async function roomOnRelay(port: number, name: string): Promise<Filled> {
  const room = new BenchRoom(name, WRITERS);
  const lists = conversation(room, MESSAGES);
  await fillRelay(port, room, lists);
  return { room, bytes: lists.flatMap(({ entries }) => entries).reduce((sum, { length }) => sum + length, 0) };
}
