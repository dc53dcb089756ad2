/**
 * Catching up: what it costs the relay to serve ten missed entries of a room of 100,000 and of one of 1,000. Twenty writers
 * each, whose lists end anywhere in a stored stretch; one entry is missing of each of ten. A repetition is what a device does
 * when it comes back: it enters the room, says what it has, and reads the answer to its end.
 */
import { cryptoReady } from '#shared/crypto/ready.ts';
import { byTurns, type Benchmark } from './benchmark.ts';
import { BenchRoom } from './load/benchRoom.ts';
import { fillRelay } from './load/fillRelay.ts';
import { evenList } from './load/lists.ts';
import type { List } from './load/pen.ts';
import { RelayLink } from './load/relayLink.ts';
import { cpuMs } from './measure/cpu.ts';
import { median } from './measure/median.ts';
import { startRelay } from './servers/relay.ts';
import type { Server } from './servers/server.ts';

const WRITERS = 20;
const BODY_BYTES = 200;
const MISSED = 10;
const REPETITIONS = 200;
const ROUNDS = 7;

export const catchUp: Benchmark = {
  figures: ['catchup_100k_vs_1k'],
  run: async () => {
    await cryptoReady();
    const server = await startRelay();
    try {
      const small = await returner(server, 'a small room', 1000);
      const large = await returner(server, 'a large room', 100_000);
      const samples = await byTurns(ROUNDS, { relay_ms_1k: small, relay_ms_100k: large });
      const value = median(samples.relay_ms_100k) / median(samples.relay_ms_1k);
      return [{ name: 'catchup_100k_vs_1k', value, samples }];
    } finally {
      await server.discard();
    }
  },
};

/** Fills a room; the answer measures the relay's CPU ms for all repetitions of coming back to it. */
async function returner({ port, pid }: Server, name: string, entries: number): Promise<() => Promise<number>> {
  const room = new BenchRoom(name, WRITERS);
  const lists = room.members.map((member, i) => evenList(room, member, unevenly(entries / WRITERS, i), BODY_BYTES));
  const channel = await fillRelay(port, room, lists);
  const vector = new Map(lists.map(lacking));
  const link = await RelayLink.open(port, room.owner);
  const comeBack = async (): Promise<void> => {
    for (let i = 0; i < REPETITIONS; i++) {
      await link.enter(room.room);
      await link.catchUp(channel, vector);
    }
  };
  await comeBack();
  return async () => {
    const before = cpuMs(pid);
    await comeBack();
    return cpuMs(pid) - before;
  };
}

/** Shares round `even`, the same in sum. */
const unevenly = (even: number, i: number): number => even + (2 * i - (WRITERS - 1)) * 2;

const lacking = ({ writer, entries }: List, i: number) =>
  [writer, i < MISSED ? entries.length - 1 : entries.length] as const;
