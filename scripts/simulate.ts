/**
 * `npm run simulate -- --seeds N [--seed S] [--devices 5] [--steps 200] [--faults cut,crash] [--quarrels]`: runs of the simulator, from
 * seed S (1) on. A run that fails prints its seed and what was done; the same options replay it. Ends with `N passed, N failed`.
 */
import { parseArgs } from 'node:util';
import { FAULTS, type Fault } from '#testing/simulator/faults.ts';
import { simulate, type Outcome, type Plan } from '#testing/simulator/simulate.ts';
import { close } from './tally.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    devices: { type: 'string' },
    steps: { type: 'string' },
    faults: { type: 'string' },
    quarrels: { type: 'boolean', default: false },
    story: { type: 'boolean', default: false },
  },
});

function planOf(seed: number): Plan {
  return {
    seed,
    quarrels: values.quarrels,
    ...(values.devices === undefined ? {} : { devices: Number(values.devices) }),
    ...(values.steps === undefined ? {} : { steps: Number(values.steps) }),
    ...(values.faults === undefined
      ? {}
      : { faults: FAULTS.filter((kind) => values.faults?.split(',').includes(kind)) satisfies Fault[] }),
  };
}

function report({ seed, failures, story, members, messages, fingerprint }: Outcome, ms: number): void {
  const verdict = failures.length === 0 ? 'ok' : 'FAILED';
  console.log(
    `seed ${seed}: ${verdict}, ${members} members, ${messages} messages, ${fingerprint.slice(0, 12)}, ${ms.toFixed(0)} ms`,
  );
  if (failures.length > 0 || values.story) for (const line of story) console.log(line);
  for (const failure of failures) console.log(`  seed ${seed}: ${failure}`);
}

let passed = 0;
let failed = 0;
const first = Number(values.seed);
for (let seed = first; seed < first + Number(values.seeds); seed++) {
  const began = performance.now();
  const outcome = await simulate(planOf(seed));
  report(outcome, performance.now() - began);
  if (outcome.failures.length === 0) passed++;
  else failed++;
}
close({ passed, failed });
