/**
 * Cold join: a device that has nothing of a room of 10,000 messages gets all of it. Ours proves itself, enters, and reads the
 * charter and the month; y-websocket's server holds the very same update as a document in its memory and sends it to whoever
 * connects. Beside it, how long a person waits whose browser is new: that room's messages are as long as people's are.
 */
import { cryptoReady } from '#shared/crypto/ready.ts';
import { CHARTER } from '#shared/ids.ts';
import { writeStep1, writeUpdate } from '#shared/log/syncMessage.ts';
import { encodeUpdate } from '#shared/log/update.ts';
import { buildApp } from '../scripts/build.ts';
import { byTurns, type Benchmark } from './benchmark.ts';
import { joinTimes } from './browser/joinTimes.ts';
import { BenchRoom } from './load/benchRoom.ts';
import { fillRelay } from './load/fillRelay.ts';
import { evenList } from './load/lists.ts';
import type { List } from './load/pen.ts';
import { RelayLink } from './load/relayLink.ts';
import { frameMessage, LoadSocket } from './load/webSocket.ts';
import { cpuMs } from './measure/cpu.ts';
import { median } from './measure/median.ts';
import { startPeer } from './servers/peer.ts';
import { startRelay } from './servers/relay.ts';
import type { Server } from './servers/server.ts';

const WRITERS = 20;
const EACH = 500;
const BODY_BYTES = 200;
const JOINS = 20;
const ROUNDS = 7;
const BROWSER_ROUNDS = 5;

export const coldJoin: Benchmark = {
  figures: ['coldjoin_cpu_vs_yws'],
  run: async () => {
    await cryptoReady();
    if (!(await buildApp())) throw new Error('the app does not build');
    const room = new BenchRoom('cold join', WRITERS);
    const lists = room.members.map((member) => evenList(room, member, EACH, BODY_BYTES));
    const relay = await startRelay();
    const peer = await startPeer('y-websocket');
    try {
      await fillRelay(relay.port, room, lists);
      await fillPeer(peer.port, lists);
      const samples = await byTurns(ROUNDS, {
        grapevine: () => joins(relay, () => joinRelay(relay.port, room)),
        'y-websocket': () => joins(peer, () => joinPeer(peer.port)),
      });
      const cost = (name: keyof typeof samples): number => median(samples[name].map((one) => one.cpu_ms_per_join));
      const chromium = await joinTimes(relay.port, WRITERS * EACH, BROWSER_ROUNDS);
      const value = cost('grapevine') / cost('y-websocket');
      return [{ name: 'coldjoin_cpu_vs_yws', value, samples: { ...samples, chromium } }];
    } finally {
      await Promise.all([relay.discard(), peer.discard()]);
    }
  },
};

async function joins({ pid }: Server, join: () => Promise<number>) {
  await join();
  const before = cpuMs(pid);
  let bytes = 0;
  for (let i = 0; i < JOINS; i++) bytes = await join();
  return { cpu_ms_per_join: (cpuMs(pid) - before) / JOINS, bytes_per_join: bytes };
}

async function joinRelay(port: number, { room, month, owner }: BenchRoom): Promise<number> {
  const link = await RelayLink.open(port, owner);
  const channels = await link.enter(room, CHARTER, month);
  let bytes = 0;
  for (const channel of channels) bytes += await link.catchUp(channel, new Map());
  link.end();
  return bytes;
}

/** y-protocols. */
const SYNC = 0;
const STEP_2 = 1;
const syncMessage = (message: Uint8Array): Buffer => frameMessage(Buffer.concat([Uint8Array.of(SYNC), message]));

async function joinPeer(port: number): Promise<number> {
  let hear: (bytes: number) => void = () => undefined;
  const heard = new Promise<number>((resolve) => (hear = resolve));
  const socket = await LoadSocket.open(port, '/room', (payload) => {
    if (payload[0] === SYNC && payload[1] === STEP_2) hear(payload.length);
  });
  socket.write(syncMessage(writeStep1(new Map())));
  const bytes = await heard;
  socket.end();
  return bytes;
}

/** Somebody stays, as y-websocket's server forgets a document nobody is in where it is told to keep it. */
async function fillPeer(port: number, lists: readonly List[]): Promise<void> {
  const update = encodeUpdate(lists.map(({ writer, entries }) => ({ writer, first: 0, entries })));
  const socket = await LoadSocket.open(port, '/room', () => undefined);
  socket.write(syncMessage(writeUpdate(update)));
  while ((await joinPeer(port)) < update.length);
}
