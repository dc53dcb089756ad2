/**
 * `npm run simulate -- --seeds N [--seed S] [--devices 5] [--steps 200] [--threads 2]`: runs of the simulator with all that can
 * happen, from seed S (1) on. Less of it by `--no-quarrels`, `--mishaps clock,evict,restore`, `--liars 0`, `--linked 0` (people
 * with a second device) and `--faults cut,crash`. A run that fails prints its seed and what was done; the same options replay
 * it, `--story` prints that of a run that passes. Ends with `N passed, N failed`.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { everything } from '#testing/simulator/everything.ts';
import { FAULTS } from '#testing/simulator/faults.ts';
import { MISHAPS } from '#testing/simulator/mishaps.ts';
import type { Outcome, Plan } from '#testing/simulator/simulate.ts';
import { close, type Tally } from './tally.ts';

const { values } = parseArgs({
  allowNegative: true,
  options: {
    seeds: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    devices: { type: 'string' },
    steps: { type: 'string' },
    faults: { type: 'string' },
    quarrels: { type: 'boolean', default: true },
    mishaps: { type: 'string' },
    liars: { type: 'string' },
    linked: { type: 'string' },
    threads: { type: 'string' },
    story: { type: 'boolean', default: false },
  },
});

interface Finished {
  readonly outcome: Outcome;
  readonly ms: number;
}

function planOf(seed: number): Plan {
  const plan = everything(seed);
  const { quarrels, mishaps, liars, linked, devices, steps, faults } = values;
  return {
    ...plan,
    quarrels,
    ...(mishaps === undefined ? {} : { mishaps: among(MISHAPS, mishaps) }),
    ...(liars === undefined ? {} : { liars: Number(liars) }),
    ...(linked === undefined ? {} : { linked: Number(linked) }),
    ...(devices === undefined ? {} : { devices: Number(devices) }),
    ...(steps === undefined ? {} : { steps: Number(steps) }),
    ...(faults === undefined ? {} : { faults: among(FAULTS, faults) }),
  };
}

const among = <Kind extends string>(kinds: readonly Kind[], named: string): Kind[] =>
  kinds.filter((kind) => named.split(',').includes(kind));

function report({ seed, failures, story, members, messages, fingerprint }: Outcome, ms: number): void {
  const verdict = failures.length === 0 ? 'ok' : 'FAILED';
  console.log(
    `seed ${seed}: ${verdict}, ${members} members, ${messages} messages, ${fingerprint.slice(0, 12)}, ${ms.toFixed(0)} ms`,
  );
  if (failures.length > 0 || values.story) for (const line of story) console.log(line);
  for (const failure of failures) console.log(`  seed ${seed}: ${failure}`);
}

/** Seeds are shared out among threads as these get done; what is printed stands in the order of the seeds. */
async function runAll(plans: readonly Plan[], threads: number): Promise<Tally> {
  const done = new Map<number, Finished>();
  const waiting = [...plans];
  let printed = 0;
  let failed = 0;
  const finished = (one: Finished): void => {
    done.set(one.outcome.seed, one);
    for (let next = plans[printed]; next && done.has(next.seed); next = plans[++printed]) {
      const { outcome, ms } = done.get(next.seed) ?? one;
      report(outcome, ms);
      if (outcome.failures.length > 0) failed++;
      done.delete(next.seed);
    }
  };
  await Promise.all(Array.from({ length: Math.min(threads, plans.length) }, () => thread(waiting, finished)));
  return { passed: plans.length - failed, failed };
}

function thread(waiting: Plan[], finished: (one: Finished) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('simulateWorker.ts', import.meta.url));
    const next = (): void => {
      const plan = waiting.shift();
      if (plan) worker.postMessage(plan);
      else void worker.terminate().then(() => resolve());
    };
    worker.on('error', reject);
    worker.on('message', (one: Finished) => {
      finished(one);
      next();
    });
    next();
  });
}

const first = Number(values.seed);
const plans = Array.from({ length: Number(values.seeds) }, (_, i) => planOf(first + i));
close(await runAll(plans, values.threads === undefined ? availableParallelism() : Number(values.threads)));
