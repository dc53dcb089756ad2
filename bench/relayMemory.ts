/**
 * What a relay holds in memory for those who are there and say nothing, and for rooms nobody is in. Both are read from the
 * kernel while the relay runs as people run it: what its engine has not cleared away yet counts too.
 */
import { cryptoReady } from '#shared/crypto/ready.ts';
import type { Benchmark } from './benchmark.ts';
import { BenchRoom } from './load/benchRoom.ts';
import { fillRelay } from './load/fillRelay.ts';
import { evenList } from './load/lists.ts';
import { RelayLink } from './load/relayLink.ts';
import { median } from './measure/median.ts';
import { residentKb } from './measure/memory.ts';
import { startRelay } from './servers/relay.ts';

const MEMBERS = 50;
const BATCHES = 6;
/** Many, since what the engine's heap grows by at a time is megabytes. */
const A_BATCH = 1000;
const AT_ONCE = 50;

const ROOMS = 2000;
const ENTRIES = 500;
const BODY_BYTES = 200;
const READINGS = 5;
/** Connections are idle when what opening them took is cleared away; rooms beyond those kept at hand are let go of every ten seconds. */
const SETTLED_MS = 12_000;

export const idleConnections: Benchmark = {
  figures: ['relay_kb_per_connection'],
  run: async () => {
    await cryptoReady();
    const room = new BenchRoom('idle', MEMBERS);
    const most = String(BATCHES * A_BATCH + MEMBERS);
    const relay = await startRelay({ GRAPEVINE_MAX_LINKS: most, GRAPEVINE_MAX_LINKS_PER_ADDRESS: most });
    try {
      await fillRelay(relay.port, room, [evenList(room, room.owner, ENTRIES, BODY_BYTES)]);
      const samples: number[] = [];
      for (let batch = 0; batch < BATCHES; batch++) {
        process.stderr.write(`  connections ${batch * A_BATCH}\r`);
        const before = residentKb(relay.pid);
        for (let at = 0; at < A_BATCH; at += AT_ONCE) await Promise.all(room.members.map((member) => idle(member)));
        await sleep(SETTLED_MS);
        samples.push((residentKb(relay.pid) - before) / A_BATCH);
      }
      // The first batch also pays for what an engine sets up once.
      const value = median(samples.slice(1));
      return [{ name: 'relay_kb_per_connection', value, samples: { kb_per_connection: samples } }];
    } finally {
      await relay.discard();
    }

    /** A device that is proved and in its room. */
    async function idle(member: (typeof room.members)[number]): Promise<void> {
      await (await RelayLink.open(relay.port, member)).enter(room.room);
    }
  },
};

export const storedRooms: Benchmark = {
  figures: ['relay_mb_2000_rooms'],
  run: async () => {
    await cryptoReady();
    const relay = await startRelay();
    try {
      const fresh = residentKb(relay.pid) / 1024;
      for (let i = 0; i < ROOMS; i++) {
        process.stderr.write(`  rooms ${i}/${ROOMS}\r`);
        const room = new BenchRoom(`stored ${i}`, 1);
        await fillRelay(relay.port, room, [evenList(room, room.owner, ENTRIES, BODY_BYTES)]);
      }
      const readings: number[] = [];
      while (readings.length < READINGS) {
        await sleep(SETTLED_MS / READINGS);
        readings.push(residentKb(relay.pid) / 1024);
      }
      const value = readings.at(-1) ?? NaN;
      return [{ name: 'relay_mb_2000_rooms', value, samples: { started_mb: [fresh], filled_mb: readings } }];
    } finally {
      await relay.discard();
    }
  },
};

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
