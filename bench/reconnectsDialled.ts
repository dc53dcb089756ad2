/**
 * Who listens is dialled, lost and dialled again, by webrtc-direct with nobody in between: `node --expose-gc
 * bench/reconnectsDialled.ts [times]`. What is left behind on both sides, which are one process here. Ends with 1 when the later
 * ones left behind more than noise.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { queryObjects } from 'node:v8';
import { RTCDataChannel, RTCPeerConnection } from 'node-datachannel/polyfill';
import type { PeerEvents } from '#shared/ports/peerLinks.ts';
import { Libp2pPeers } from '../client/src/adapters/libp2pPeers.ts';
import { listening } from '../client/src/adapters/listening.ts';
import { webRandom } from '../client/src/adapters/webRandom.ts';

const [times = 200] = process.argv.slice(2).map(Number);
const WARM = Math.min(20, Math.floor(times / 4));
/** libp2p's own timeouts hold what listened to them until they are over. */
const TIMEOUTS_MS = 25_000;
const NOISE_MB = 3;
/** As the engine dials again whom it has not met. */
const AGAIN_MS = 2_000;

/** Whether somebody is met, as one side hears it. */
class Ear {
  own = '';
  met = '';
  /** Dials that came to nothing. */
  readonly failures: string[] = [];
  #wake: () => void = () => undefined;

  get events(): PeerEvents {
    const note = (peer: string): void => {
      this.met = peer;
      this.#wake();
    };
    return {
      reachable: (own) => {
        this.own = own;
        this.#wake();
      },
      introduce: () => undefined,
      up: note,
      down: (peer, reason) => {
        if (peer === '') this.failures.push(reason);
        else note('');
      },
      batch: () => undefined,
      helped: () => undefined,
    };
  }

  async until(is: () => boolean): Promise<void> {
    while (!is()) await new Promise<void>((resolve) => (this.#wake = resolve));
  }
}

async function settled(after: number): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, TIMEOUTS_MS));
  for (let i = 0; i < 3; i++) {
    globalThis.gc?.();
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  const { heapUsed, rss } = process.memoryUsage();
  const held = [RTCPeerConnection, RTCDataChannel].map((made) => queryObjects(made, { format: 'count' }));
  console.log(
    `after ${after}: heap ${(heapUsed / 1e6).toFixed(1)} MB, resident ${(rss / 1e6).toFixed(0)} MB, ${held.join(' connections and ')} channels held`,
  );
  return heapUsed / 1e6;
}

const folder = await mkdtemp(join(tmpdir(), 'grapevine-dialled-'));
const random = (length: number): Uint8Array => webRandom.bytes(length);
const [keeper, caller] = [new Libp2pPeers(random, undefined, await listening(folder)), new Libp2pPeers(random)];
const [keeps, calls] = [new Ear(), new Ear()];
keeper.start(keeps.events);
caller.start(calls.events);
await Promise.all([keeps.until(() => keeps.own !== ''), calls.until(() => calls.own !== '')]);
const at = keeper.listensAt();
const took: number[] = [];
let warm = NaN;
for (let i = 1; i <= times; i++) {
  const begun = performance.now();
  caller.dial(at);
  const again = setInterval(() => caller.dial(at), AGAIN_MS);
  await Promise.all([keeps.until(() => keeps.met !== ''), calls.until(() => calls.met !== '')]);
  clearInterval(again);
  took.push(performance.now() - begun);
  if (i % 2 === 0) caller.drop(keeps.own, 'again');
  else keeper.drop(calls.own, 'again');
  await Promise.all([keeps.until(() => keeps.met === ''), calls.until(() => calls.met === '')]);
  if (i === WARM) warm = await settled(i);
}
const end = await settled(times);
took.sort((a, b) => a - b);
console.log(`${times} times dialled, median ${Math.round(took[Math.floor(times / 2)] ?? 0)} ms`);
for (const failure of calls.failures) console.log(`a dial that came to nothing: ${failure}`);
await Promise.all([keeper.stop(), caller.stop()]);
await rm(folder, { recursive: true });
process.exit(end - warm > NOISE_MB ? 1 : 0);
