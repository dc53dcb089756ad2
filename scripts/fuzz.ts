/**
 * `npm run fuzz -- --inputs N [--seed S] [--seconds T] [--only words]`: N inputs (10,000) for each door that bytes from
 * anywhere come in by, or as many as fit T seconds for all doors together: nothing throws, hangs, takes more memory than its
 * input warrants, or gets in without a good signature. Prints seed and input of what failed; the same options find it again.
 * `--input HEX --only words` reads that one. Ends with `N passed, N failed`, a door each.
 */
import { parseArgs } from 'node:util';
import { cryptoReady } from '#shared/crypto/ready.ts';
import { fuzz, type Report } from '#testing/fuzz/fuzz.ts';
import { Watchdog } from '#testing/fuzz/watchdog.ts';
import { close } from './tally.ts';

const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    seconds: { type: 'string', default: '86400' },
    only: { type: 'string', default: '' },
    input: { type: 'string' },
  },
});

await cryptoReady();
// Its people have keys: it is loaded once there is cryptography.
const { targets } = await import('#testing/fuzz/targets.ts');
const seed = Number(values.seed);
const doors = targets.filter(({ name }) => name.includes(values.only));
const watchdog = new Watchdog(seed);

function report(name: string, { inputs, outcomes, found }: Report, ms: number): void {
  console.log(`${found ? '✗' : '✓'} ${name}: ${inputs} inputs, ${outcomes} outcomes, ${(ms / 1000).toFixed(1)} s`);
  if (!found) return;
  console.log(`seed ${seed}, input ${found.at} of ${name}: ${found.why}`);
  console.log(`--only '${name}' --input ${Buffer.from(found.input).toString('hex')}`);
}

let failed = 0;
for (const [place, door] of doors.entries()) {
  const began = performance.now();
  const one = values.input === undefined ? undefined : Uint8Array.from(Buffer.from(values.input, 'hex'));
  // Each door its share of what is left: the quick ones leave theirs to the slow.
  const share = (Number(values.seconds) * 1000 - performance.now()) / (doors.length - place);
  const outcome = fuzz(one ? { ...door, seeds: [one] } : door, {
    seed,
    inputs: one ? 1 : Number(values.inputs),
    until: began + share,
    begins: (input) => watchdog.begins(input),
  });
  report(door.name, outcome, performance.now() - began);
  if (outcome.found || outcome.inputs === 0) failed++;
}
await watchdog.rests();
close({ passed: doors.length - failed, failed });
