/** How fast a headless peer takes in another's entries, beside what a bare data channel between the same two processes carries. */
import type { Benchmark } from './benchmark.ts';
import { freeLoad, pinLoad } from './measure/cores.ts';
import { median } from './measure/median.ts';
import { CatchUp } from './straight/catchUp.ts';

const ENTRIES = 10_000;
const ROUNDS = 5;

export type CatchUpSamples = Readonly<
  Record<'raw_ms' | 'checking_cpu_ms' | 'moved_ms' | 'durable_ms' | 'durable_cpu_ms' | 'shown_ms', readonly number[]>
>;

/** All by turns, after one round of each while engines still compile. */
export async function catchUpSamples(room: CatchUp, rounds: number): Promise<CatchUpSamples> {
  const samples: Record<keyof CatchUpSamples, number[]> = {
    raw_ms: [],
    checking_cpu_ms: [],
    moved_ms: [],
    durable_ms: [],
    durable_cpu_ms: [],
    shown_ms: [],
  };
  for (let round = 0; round <= rounds; round++) {
    process.stderr.write(`  catching up ${round}/${rounds}\r`);
    const [raw, checking] = [await room.raw(), room.checking()];
    const { moved, durable, durableCpu, shown } = await room.peer();
    if (round === 0) continue;
    samples.raw_ms.push(raw);
    samples.checking_cpu_ms.push(checking);
    samples.moved_ms.push(moved);
    samples.durable_ms.push(durable);
    samples.durable_cpu_ms.push(durableCpu);
    samples.shown_ms.push(shown);
  }
  return samples;
}

/** MB/s of entries moved, checked and durable ÷ MB/s of the bare channel. */
export const catchUpRatio = ({ raw_ms, durable_ms }: CatchUpSamples): number => median(raw_ms) / median(durable_ms);

export const peerCatchUp: Benchmark = {
  figures: ['headless_catchup_vs_raw'],
  run: async () => {
    freeLoad();
    const room = await CatchUp.ready(ENTRIES);
    const samples = await catchUpSamples(room, ROUNDS);
    await room.end();
    pinLoad();
    return [{ name: 'headless_catchup_vs_raw', value: catchUpRatio(samples), samples: { ...samples } }];
  },
};
