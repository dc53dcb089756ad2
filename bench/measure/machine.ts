import { availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os';
import { canPin } from './cores.ts';

/** What figures are worth nothing without. `load` is that of the minute before the run: above 0.5 others were busy. */
export const machineFacts = () => ({
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: availableParallelism(),
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  system: `${type()} ${release()}`,
  node: process.version,
  pinned: canPin,
  load: loadavg()[0] ?? NaN,
});
