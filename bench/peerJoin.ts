/**
 * Chromium: a room of 10,000 messages from a friend's browser with the relay gone, beside the same room from the relay: from the
 * click on Join until all of its rows are kept. Beside both, what a bare data channel between the two pages carries.
 */
import { buildApp } from '../scripts/build.ts';
import type { Benchmark } from './benchmark.ts';
import { joinRoom } from './browser/joinRoom.ts';
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
const ROUNDS = 3;
const PATIENCE_MS = 5 * 60_000;

interface Sample extends Readonly<Record<string, number>> {
  readonly by_relay_ms: number;
  readonly by_relay_first_screen_ms: number;
  readonly by_peer_ms: number;
  readonly by_peer_first_screen_ms: number;
  readonly mb: number;
  readonly raw_ms: number;
}

export const peerJoin: Benchmark = {
  figures: ['peer_join_vs_relay'],
  run: async () => {
    if (!(await buildApp())) throw new Error('the app does not build');
    freeLoad();
    const joins: Sample[] = [];
    for (let round = 0; round < ROUNDS; round++) joins.push(await inNewBrowsers());
    pinLoad();
    const of = (key: 'by_peer_ms' | 'by_relay_ms'): number => median(joins.map((join) => join[key]));
    return [{ name: 'peer_join_vs_relay', value: of('by_peer_ms') / of('by_relay_ms'), samples: { joins } }];
  },
};

async function inNewBrowsers(): Promise<Sample> {
  const relay = await startRelay();
  const room = new BenchRoom(`Room of ${MESSAGES}`, WRITERS);
  const lists = conversation(room, MESSAGES);
  await fillRelay(relay.port, room, lists);
  const origin = `http://localhost:${relay.port}`;
  const two = await Two.inARoom(origin, true);
  try {
    const byRelay = await joinRoom(two.ada, room.link(origin), MESSAGES, PATIENCE_MS);
    const bytes = lists.flatMap(({ entries }) => entries).reduce((sum, { length }) => sum + length, 0);
    const raw = await rawBetween(two.ada, two.ben, bytes);
    process.kill(relay.pid, 'SIGKILL');
    const byPeer = await joinRoom(two.ben, room.link(origin), MESSAGES, PATIENCE_MS);
    return {
      by_relay_ms: byRelay.complete_ms,
      by_relay_first_screen_ms: byRelay.first_screen_ms,
      by_peer_ms: byPeer.complete_ms,
      by_peer_first_screen_ms: byPeer.first_screen_ms,
      mb: bytes / 1e6,
      raw_ms: raw,
    };
  } finally {
    await two.discard();
    await relay.discard();
  }
}
