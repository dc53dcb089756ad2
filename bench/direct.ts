/**
 * Straight beside by relay, in one run: `node bench/direct.ts [messages] [entries]`. Real WebRTC, real engines, one process, loopback:
 * the way of a message, catching up from a peer beside what its data channel can carry, and how soon a device that starts is linked.
 */
import { cryptoReady } from '#shared/crypto/ready.ts';
import type { RoomId } from '#shared/ids.ts';
import type { PeerEvents } from '#shared/ports/peerLinks.ts';
import { HeadlessPerson } from '#testing/headlessPerson.ts';
import { RelayProcess } from '#testing/relayProcess.ts';
import { Libp2pPeers } from '../client/src/adapters/libp2pPeers.ts';
import { systemClock } from '../client/src/adapters/systemClock.ts';
import { webRandom } from '../client/src/adapters/webRandom.ts';
import { BenchRoom } from './load/benchRoom.ts';
import { fillRelay } from './load/fillRelay.ts';
import { conversation } from './load/lists.ts';

const [messages = 200, entries = 10_000] = process.argv.slice(2).map(Number);
const WRITERS = 20;

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

/** MB/s of entries as a newcomer takes them from a friend with no relay: read, checked, opened, kept and put in rows. */
async function catchUp(): Promise<number> {
  const relay = await RelayProcess.start();
  const filled = new BenchRoom(`Room of ${entries}`, WRITERS);
  await fillRelay(Number(new URL(relay.origin).port), filled, conversation(filled, entries));
  const { alice, bob } = await twoInARoom(relay, true);
  const link = filled.link(relay.origin);
  await alice.joins(link);
  await alice.isKept(filled.room);
  await relay.end('SIGKILL');
  const begun = performance.now();
  await bob.joinsLater(link);
  const sizeOf = ({ device }: HeadlessPerson): number =>
    device.engine.rooms.get(filled.room)?.documents.reduce((sum, { log }) => sum + log.size, 0) ?? 0;
  await bob.until(() => sizeOf(bob) >= sizeOf(alice));
  const seconds = (performance.now() - begun) / 1000;
  const bytes = bob.device.engine.room(filled.room).bytes;
  console.log(
    `${entries} entries from a peer: ${(bytes / 1e6).toFixed(2)} MB in ${seconds.toFixed(2)} s, ${(bytes / 1e6 / seconds).toFixed(2)} MB/s`,
  );
  await Promise.all([alice.closes(), bob.closes()]);
  await relay.discard();
  return bytes / 1e6 / seconds;
}

/** MB/s of the bare links beneath: batches of 64 KiB, two MiB on their way at most. */
async function rawChannel(): Promise<number> {
  const [one, other] = [libp2p(), libp2p()];
  const BATCH = new Uint8Array(64 * 1024);
  const WINDOW = 32;
  const TOTAL = 640;
  let [sent, came] = [0, 0];
  const { promise: done, resolve } = Promise.withResolvers<undefined>();
  const began = Promise.withResolvers<number>();
  const fill = (): void => {
    for (; sent < TOTAL && sent - came < WINDOW; sent++) one.send(other.own ?? '', BATCH);
  };
  const quiet = { down: () => undefined, batch: () => undefined, up: () => undefined, reachable: () => undefined };
  const ready = Promise.withResolvers<undefined>();
  let reachable = 0;
  const counted = (): void => {
    if (++reachable === 2) ready.resolve(undefined);
  };
  const ends = (to: Libp2pPeers, own: () => string | undefined): PeerEvents => ({
    ...quiet,
    reachable: counted,
    introduce: (_peer, bytes) => to.introduced(own() ?? '', bytes),
  });
  one.start({
    ...ends(other, () => one.own),
    up: () => {
      began.resolve(performance.now());
      fill();
    },
  });
  other.start({
    ...ends(one, () => other.own),
    batch: () => {
      came++;
      fill();
      if (came === TOTAL) resolve(undefined);
    },
  });
  await ready.promise;
  one.meet(other.own ?? '');
  await done;
  const seconds = (performance.now() - (await began.promise)) / 1000;
  await Promise.all([one.stop(), other.stop()]);
  const rate = (TOTAL * BATCH.length) / 1e6 / seconds;
  console.log(`the bare links: ${rate.toFixed(2)} MB/s`);
  return rate;
}

await cryptoReady();
await echo(false);
await echo(true);
const [raw, caught] = [await rawChannel(), await catchUp()];
console.log(`catching up ÷ bare links: ${(caught / raw).toFixed(2)} (wanted: at least 0.6)`);
process.exit(0);
