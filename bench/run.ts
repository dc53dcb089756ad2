/**
 * `npm run bench [-- <figure> …]`: measures what the project promises, beside its peers where there are any. A table on stdout;
 * bench/results.json keeps the figures measured last, their raw samples and the machine's facts.
 */
import { parseArgs } from 'node:util';
import type { Benchmark, Figure } from './benchmark.ts';
import { catchUp } from './catchUp.ts';
import { coldJoin } from './coldJoin.ts';
import { entrySize } from './entrySize.ts';
import { fanout, steady } from './fanout.ts';
import { guardCost } from './guardCost.ts';
import { pinLoad } from './measure/cores.ts';
import { machineFacts } from './measure/machine.ts';
import { peerCatchUp } from './peerCatchUp.ts';
import { peerJoin } from './peerJoin.ts';
import { PROMISES } from './promises.ts';
import { idleConnections, storedRooms } from './relayMemory.ts';
import { writeResults } from './results.ts';
import { straightInBrowsers } from './straightInBrowsers.ts';
import { sayTable } from './table.ts';
import { warmStart } from './warmStart.ts';

const BENCHMARKS: readonly Benchmark[] = [
  fanout,
  steady,
  catchUp,
  coldJoin,
  warmStart,
  entrySize,
  guardCost,
  idleConnections,
  storedRooms,
  peerCatchUp,
  peerJoin,
  straightInBrowsers,
];

const { positionals } = parseArgs({ allowPositionals: true });
const unknown = positionals.filter((name) => !(name in PROMISES));
if (unknown.length > 0) {
  console.error(`No such figure: ${unknown.join(', ')}. There are ${Object.keys(PROMISES).join(', ')}.`);
  process.exit(1);
}

const machine = machineFacts();
pinLoad();
const figures: Figure[] = [];
for (const { figures: names, run } of BENCHMARKS) {
  if (positionals.length > 0 && !names.some((name) => positionals.includes(name))) continue;
  console.error(`${names.join(', ')} …`);
  figures.push(...(await run()));
}
await writeResults(figures, machine);
console.log(sayTable(figures));
process.exit(0);
