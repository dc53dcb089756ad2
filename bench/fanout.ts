/**
 * Fan-out: 50 devices in a room, 200-byte messages. Ours are entries, chained, sealed and signed round a body of 200 bytes (338
 * on the wire); the relay checks them, has them on its disk and acknowledges them. The peers carry 200 bytes and do neither;
 * there a sender's own message coming back is its acknowledgement. A delivery is a message reaching a device other than its
 * sender's. Compared is what the server's process spends on one, for deliveries a second compare load generators (findings).
 */
import { cryptoReady } from '#shared/crypto/ready.ts';
import { byTurns, type Benchmark, type Figure } from './benchmark.ts';
import { BenchRoom } from './load/benchRoom.ts';
import { Fleet, type Joined } from './load/fleet.ts';
import { BroadcastLoad } from './load/onBroadcast.ts';
import { RelayLoad } from './load/onRelay.ts';
import { YWebsocketLoad } from './load/onYWebsocket.ts';
import { cpuMs } from './measure/cpu.ts';
import { median, quantile } from './measure/median.ts';
import type { FigureName } from './promises.ts';
import { startPeer } from './servers/peer.ts';
import { startRelay } from './servers/relay.ts';
import type { Server } from './servers/server.ts';

const DEVICES = 50;
const BODY_BYTES = 200;
const ROUNDS = 5;
/** Until engines are warm and the load is even. */
const WARM_UP_MS = 1000;
const MEASURE_MS = 3000;
/** Entries made for each device: the load ends early where a server takes them all. */
const EACH = { grapevine: 2000, ws: 1000, 'y-websocket': 600 };

/** More of them: the slowest hundredth repeats less well than CPU does. */
const PACED_ROUNDS = 9;
const PACE_MS = 10;
const PACED = 600;
/** Messages of each device before those that are measured, as fast as they go: a server that runs for days is warm. */
const BURST = 200;
/** Then so many one by one: a burst teaches an engine batches, and it is still compiling what a single message takes. */
const SINGLY = 1000;
const SINGLY_MS = 3;

interface Load {
  connect(port: number): Promise<readonly Joined[]>;
}

interface Rival {
  readonly start: () => Promise<Server>;
  readonly load: Load;
}

export const fanout: Benchmark = {
  figures: ['fanout_vs_ws', 'fanout_vs_yws'],
  run: async () => {
    const { grapevine, ws, yws } = await rivals(EACH);
    const samples = await byTurns(ROUNDS, {
      grapevine: () => underLoad(grapevine, saturated),
      ws: () => underLoad(ws, saturated),
      'y-websocket': () => underLoad(yws, saturated),
    });
    const cost = (name: keyof typeof samples): number => median(samples[name].map((one) => one.cpu_us_per_delivery));
    const besides = (name: FigureName, peer: keyof typeof samples): Figure => ({
      name,
      value: cost(peer) / cost('grapevine'),
      samples: { grapevine: samples.grapevine, [peer]: samples[peer] },
    });
    return [besides('fanout_vs_ws', 'ws'), besides('fanout_vs_yws', 'y-websocket')];
  },
};

export const steady: Benchmark = {
  figures: ['steady_p99_vs_ws'],
  run: async () => {
    const each = BURST + Math.ceil(SINGLY / DEVICES) + Math.ceil(PACED / DEVICES);
    const { grapevine, ws } = await rivals({ grapevine: each, ws: each, 'y-websocket': 0 });
    const samples = await byTurns(PACED_ROUNDS, {
      grapevine: () => underLoad(grapevine, paced),
      ws: () => underLoad(ws, paced),
    });
    const p99 = (name: keyof typeof samples): number => median(samples[name].map((one) => one.p99_ms));
    return [{ name: 'steady_p99_vs_ws', value: p99('grapevine') / p99('ws'), samples }];
  },
};

async function rivals(each: typeof EACH): Promise<Record<'grapevine' | 'ws' | 'yws', Rival>> {
  await cryptoReady();
  return {
    grapevine: {
      start: startRelay,
      load: new RelayLoad(new BenchRoom('fan-out', DEVICES), each.grapevine, BODY_BYTES),
    },
    ws: { start: () => startPeer('ws'), load: new BroadcastLoad(DEVICES, each.ws, BODY_BYTES) },
    yws: {
      start: () => startPeer('y-websocket'),
      load: new YWebsocketLoad(DEVICES, each['y-websocket'], BODY_BYTES),
    },
  };
}

async function underLoad<Sample>(
  { start, load }: Rival,
  measure: (server: Server, fleet: Fleet) => Promise<Sample>,
): Promise<Sample> {
  const server = await start();
  const fleet = new Fleet(await load.connect(server.port));
  try {
    return await measure(server, fleet);
  } finally {
    fleet.end();
    await server.discard();
  }
}

async function saturated(server: Server, fleet: Fleet) {
  const look = () => ({ at: performance.now(), server: cpuMs(server.pid), load: cpuMs(process.pid), ...fleet.count });
  fleet.saturate();
  await Promise.race([sleep(WARM_UP_MS), fleet.exhausted]);
  const before = look();
  await Promise.race([sleep(MEASURE_MS), fleet.exhausted]);
  const after = look();
  const deliveries = after.deliveries - before.deliveries;
  const ms = after.at - before.at;
  return {
    cpu_us_per_delivery: ((after.server - before.server) * 1000) / deliveries,
    deliveries_per_s: (deliveries / ms) * 1000,
    acknowledged_per_s: ((after.acknowledged - before.acknowledged) / ms) * 1000,
    server_core_use: (after.server - before.server) / ms,
    load_core_use: (after.load - before.load) / ms,
    measured_ms: ms,
  };
}

async function paced(_server: Server, fleet: Fleet) {
  await fleet.burst(BURST);
  await fleet.pace(SINGLY, SINGLY_MS);
  const delays = await fleet.pace(PACED, PACE_MS);
  return { p50_ms: quantile(delays, 0.5), p99_ms: quantile(delays, 0.99), deliveries: delays.length };
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
