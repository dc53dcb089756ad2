/**
 * Two devices lose each other again and again, on real WebRTC: `node --expose-gc bench/reconnects.ts [times]`. What is left
 * behind, and how long each takes. Ends with 1 when what the later ones left behind is more than noise.
 */
import { queryObjects } from 'node:v8';
import { RTCDataChannel } from 'node-datachannel/polyfill';
import { cryptoReady } from '#shared/crypto/ready.ts';
import type { RoomId } from '#shared/ids.ts';
import { HeadlessPerson } from '#testing/headlessPerson.ts';
import { RelayProcess } from '#testing/relayProcess.ts';
import { Libp2pPeers } from '../client/src/adapters/libp2pPeers.ts';
import { PeerSession } from '../client/src/engine/peerSession.ts';
import { systemClock } from '../client/src/adapters/systemClock.ts';
import { webRandom } from '../client/src/adapters/webRandom.ts';

const [times = 200] = process.argv.slice(2).map(Number);
/** Engines are warm, caches full. */
const WARM = Math.min(20, Math.floor(times / 4));
/** libp2p's own timeouts hold what listened to them until they are over. */
const TIMEOUTS_MS = 15_000;
/** An engine that warms up further, caches that fill: as much is within noise. */
const NOISE_MB = 3;

const links = new Map<string, Libp2pPeers>();
const personOn = (relay: string, name: string): HeadlessPerson =>
  new HeadlessPerson(name, relay, systemClock, undefined, () => {
    const made = new Libp2pPeers((length) => webRandom.bytes(length));
    links.set(name, made);
    return made;
  });

const isDirectTo = (person: HeadlessPerson, room: RoomId, count: number): Promise<void> =>
  person.until(() => (person.device.engine.connection.current.direct?.[room]?.devices ?? 0) === count);

async function settledMemory(): Promise<{ readonly heap: number; readonly resident: number }> {
  await new Promise((resolve) => setTimeout(resolve, TIMEOUTS_MS));
  for (let i = 0; i < 3; i++) {
    globalThis.gc?.();
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  const { heapUsed, rss } = process.memoryUsage();
  return { heap: heapUsed / 1e6, resident: rss / 1e6 };
}

await cryptoReady();
const relay = await RelayProcess.start();
const [alice, bob] = [await personOn(relay.origin, 'Alice').opens(), await personOn(relay.origin, 'Bob').opens()];
const room = await alice.startsRoom();
const link = await alice.invites(room);
await alice.isKept(room);
await bob.joins(link);
await Promise.all([isDirectTo(alice, room, 1), isDirectTo(bob, room, 1)]);

const took: number[] = [];
let warm = await settledMemory();
for (let i = 0; i < times; i++) {
  const lost = Promise.all([isDirectTo(alice, room, 0), isDirectTo(bob, room, 0)]);
  const begun = performance.now();
  const [one, other] = i % 2 === 0 ? ['Alice', 'Bob'] : ['Bob', 'Alice'];
  links.get(one)?.drop(links.get(other)?.own ?? '', 'again');
  await lost;
  await Promise.all([isDirectTo(alice, room, 1), isDirectTo(bob, room, 1)]);
  took.push(performance.now() - begun);
  if ((i + 1) % 20 === 0) console.error(`${i + 1} of ${times}, the last in ${Math.round(took.at(-1) ?? 0)} ms`);
  if (i === WARM - 1) warm = await settledMemory();
}
const end = await settledMemory();
await alice.says(room, 'Still here');
await bob.sees(room, 'Still here');
took.sort((a, b) => a - b);
const ms = (share: number): string => `${Math.round(took[Math.floor((took.length - 1) * share)] ?? 0)} ms`;
console.log(`${times} reconnects, each with its wait: p50 ${ms(0.5)}, p99 ${ms(0.99)}`);
console.log(`heap ${warm.heap.toFixed(1)} MB after ${WARM}, ${end.heap.toFixed(1)} MB after ${times}`);
console.log(`sessions still held: ${queryObjects(PeerSession, { format: 'count' })} (two that stand)`);
console.log(`resident ${warm.resident.toFixed(0)} MB after ${WARM}, ${end.resident.toFixed(0)} MB after ${times}`);
console.log(`data channels still held: ${queryObjects(RTCDataChannel, { format: 'count' })} (four that stand)`);
await Promise.all([alice.closes(), bob.closes()]);
await relay.discard();
process.exit(end.heap - warm.heap > NOISE_MB ? 1 : 0);
