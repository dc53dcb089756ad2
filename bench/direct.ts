/**
 * Straight beside by relay, in one run: `node bench/direct.ts [messages] [entries]`. Real WebRTC, real engines, loopback:
 * the way of a message, catching up from a peer beside what a data channel can carry, and how soon a device that starts is linked.
 */
import { cryptoReady } from '#shared/crypto/ready.ts';
import type { RoomId } from '#shared/ids.ts';
import { HeadlessPerson } from '#testing/headlessPerson.ts';
import { RelayProcess } from '#testing/relayProcess.ts';
import { Libp2pPeers } from '../client/src/adapters/libp2pPeers.ts';
import { systemClock } from '../client/src/adapters/systemClock.ts';
import { webRandom } from '../client/src/adapters/webRandom.ts';
import { median } from './measure/median.ts';
import { catchUpRatio, catchUpSamples } from './peerCatchUp.ts';
import { CatchUp } from './straight/catchUp.ts';

const [messages = 200, entries = 10_000] = process.argv.slice(2).map(Number);
const CATCH_UPS = 3;

const libp2p = (): Libp2pPeers => new Libp2pPeers((length) => webRandom.bytes(length));
const directIn = ({ device }: HeadlessPerson, room: RoomId): number =>
  device.engine.connection.current.direct?.[room]?.devices ?? 0;
const isLinked = (person: HeadlessPerson, room: RoomId): Promise<void> =>
  person.until(() => directIn(person, room) > 0);

async function twoInARoom(relay: RelayProcess, meets: boolean) {
  const made = (name: string): HeadlessPerson =>
    new HeadlessPerson(name, relay.origin, systemClock, undefined, meets ? libp2p : undefined);
  const [alice, bob] = [await made('Alice').opens(), await made('Bob').opens()];
  const room = await alice.startsRoom();
  const link = await alice.invites(room);
  await alice.isKept(room);
  await bob.joins(link);
  await Promise.all([alice, bob].map((person) => person.isKept(room)));
  if (meets) await Promise.all([isLinked(alice, room), isLinked(bob, room)]);
  return { alice, bob, room };
}

/** ms from the press of a key to the row on the other's screen, one message after the other. */
async function ways(from: HeadlessPerson, to: HeadlessPerson, room: RoomId): Promise<number[]> {
  const took: number[] = [];
  for (let i = 0; i < messages; i++) {
    const text = `Number ${i}`;
    const shown = to.device.heard(
      (notice) => notice.is === 'rows' && notice.room === room && JSON.stringify(notice).includes(`"${text}"`),
    );
    const begun = performance.now();
    await from.says(room, text);
    await shown;
    took.push(performance.now() - begun);
  }
  return took.sort((a, b) => a - b);
}

const at = (sorted: readonly number[], share: number): string =>
  `${(sorted[Math.floor((sorted.length - 1) * share)] ?? NaN).toFixed(1)} ms`;

async function echo(meets: boolean): Promise<void> {
  const relay = await RelayProcess.start();
  const { alice, bob, room } = await twoInARoom(relay, meets);
  // Frozen, it can have no part in it.
  if (meets) process.kill(relay.pid, 'SIGSTOP');
  const took = await ways(alice, bob, room);
  if (meets) process.kill(relay.pid, 'SIGCONT');
  console.log(
    `${meets ? 'straight' : 'by relay'}: send to row on the other side, p50 ${at(took, 0.5)}, p99 ${at(took, 0.99)} of ${messages}`,
  );
  if (meets) await firstLink(bob, room);
  await Promise.all([alice.closes(), bob.closes()]);
  await relay.discard();
}

async function firstLink(person: HeadlessPerson, room: RoomId): Promise<void> {
  await person.closes();
  const begun = performance.now();
  await person.opens();
  await isLinked(person, room);
  console.log(
    `a device that starts is linked after ${Math.round(performance.now() - begun)} ms, one second of it waited on purpose`,
  );
}

/** Of a room of so many entries: what a friend's device sends, beside what a bare channel between the same processes carries. */
async function catchUp(): Promise<void> {
  const room = await CatchUp.ready(entries);
  const samples = await catchUpSamples(room, CATCH_UPS);
  const rate = (times: readonly number[]): string => `${room.rate(median(times)).toFixed(1)} MB/s`;
  console.log(`${entries} entries, ${(room.bytes / 1e6).toFixed(2)} MB, medians of ${CATCH_UPS}:`);
  console.log(`  a bare data channel ${rate(samples.raw_ms)}`);
  console.log(`  checking alone ${rate(samples.checking_cpu_ms)}, by the CPU time of one thread`);
  console.log(`  moved, checked and durable ${rate(samples.durable_ms)}; shown ${rate(samples.shown_ms)}`);
  console.log(`  the same by the CPU time of the thread that takes them in: ${rate(samples.durable_cpu_ms)}`);
  console.log(`  ÷ the bare channel: ${catchUpRatio(samples).toFixed(2)} (wanted: at least 0.6)`);
  await room.end();
}

await cryptoReady();
await echo(false);
await echo(true);
await catchUp();
process.exit(0);
