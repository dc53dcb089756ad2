/**
 * Warm start: a browser is started anew over a profile that holds a room, from navigation to the last message painted. The
 * rooms are real: their entries come over the relay to a browser that joins by a link, through guard, fold and view store.
 */
import { cryptoReady } from '#shared/crypto/ready.ts';
import { buildApp } from '../scripts/build.ts';
import { byTurns, type Benchmark } from './benchmark.ts';
import { joinRoom } from './browser/joinRoom.ts';
import { lastMessageShown } from './browser/lastMessageShown.ts';
import { Profile } from './browser/profile.ts';
import { BenchRoom } from './load/benchRoom.ts';
import { fillRelay } from './load/fillRelay.ts';
import { conversation } from './load/lists.ts';
import { freeLoad, pinLoad } from './measure/cores.ts';
import { median } from './measure/median.ts';
import { startRelay } from './servers/relay.ts';

const WRITERS = 20;
const ROUNDS = 7;
const SMALL = 1000;
const LARGE = 100_000;
/** For a browser on a slow machine to take in the large room. */
const PATIENCE_MS = 20 * 60_000;

export const warmStart: Benchmark = {
  figures: ['warmstart_100k_vs_1k'],
  run: async () => {
    await cryptoReady();
    if (!(await buildApp())) throw new Error('the app does not build');
    const relay = await startRelay();
    freeLoad();
    const profiles = [new Profile(), new Profile()] as const;
    try {
      const samples = await byTurns(ROUNDS, {
        ms_1k: await starter(profiles[0], relay.port, SMALL),
        ms_100k: await starter(profiles[1], relay.port, LARGE),
      });
      return [{ name: 'warmstart_100k_vs_1k', value: median(samples.ms_100k) / median(samples.ms_1k), samples }];
    } finally {
      for (const profile of profiles) await profile.discard();
      await relay.discard();
      pinLoad();
    }
  },
};

/** Fills the profile; the answer starts a browser over it and gives the ms until the timeline is painted. */
async function starter(profile: Profile, port: number, messages: number): Promise<() => Promise<number>> {
  const room = new BenchRoom(`Room of ${messages}`, WRITERS);
  await fillRelay(port, room, conversation(room, messages));
  const page = await profile.start();
  await joinRoom(page, room.link(`http://localhost:${port}`), messages, PATIENCE_MS);
  const address = page.url();
  const start = async (): Promise<number> => {
    await profile.stop();
    const fresh = await profile.start();
    await fresh.goto(address, { waitUntil: 'commit' });
    return lastMessageShown(fresh, messages, PATIENCE_MS);
  };
  await start();
  return start;
}
