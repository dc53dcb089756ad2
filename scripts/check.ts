/**
 * `npm run check`: everything that can be said of the code without running it. Words after it choose checks by name
 * (`npm run check -- types`). Ends with `N passed, N failed`.
 */
import { run } from './run.ts';
import { close } from './tally.ts';

const CHECKS: Readonly<Record<string, readonly string[]>> = {
  format: ['prettier', '--check', '--log-level', 'warn', '.'],
  lint: ['eslint', '.', '--cache', '--cache-location', '.cache/eslint'],
  'types of the core': ['tsc', '-p', 'shared'],
  'types of the relay': ['tsc', '-p', 'sync-server'],
  'types of the client': ['svelte-check', '--tsconfig', 'client/tsconfig.json', '--fail-on-warnings'],
  'types of the service worker': ['tsc', '-p', 'client/src/sw'],
  'types of tests and scripts': ['tsc', '-p', 'tsconfig.node.json'],
  walls: [
    'depcruise',
    '--config',
    '.dependency-cruiser.mjs',
    '--output-type',
    'err-long',
    'client',
    'shared',
    'sync-server',
    'e2e',
    'bench',
    'scripts',
  ],
  'rules of the protocol': ['node', 'scripts/rules.ts'],
  'documented settings': ['node', 'sync-server/src/settingsDocs.ts', '--check'],
};
/** The machine this must be quick on has two cores. */
const AT_ONCE = 2;

const filters = process.argv.slice(2);
const waiting = Object.entries(CHECKS).filter(
  ([name]) => filters.length === 0 || filters.some((filter) => name.includes(filter)),
);
let passed = 0;
let failed = 0;

async function work(): Promise<void> {
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const [name, [command = '', ...args]] = next;
    const began = performance.now();
    const { ok, output } = await run(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    console.log(`${ok ? '✓' : '✗'} ${name} (${((performance.now() - began) / 1000).toFixed(1)} s)`);
    if (!ok) console.log(output);
    if (ok) passed++;
    else failed++;
  }
}

await Promise.all(Array.from({ length: AT_ONCE }, work));
close({ passed, failed });
