import { getHeapStatistics } from 'node:v8';
import { must, type Target } from './target.ts';

/** ms of this thread's own time, not the clock's: a machine may be busy. What an input of these sizes takes is about one. */
const LONGEST = 200;
const LONGEST_A_BYTE = 0.005;
/** Bytes handed out while reading, whatever was freed since: so many, and so many for each byte of input. */
const MOST_BYTES = 4 * 1024 * 1024;
const MOST_BYTES_A_BYTE = 2_000;
/** One that is over a bound is read again: compiling and collecting are not the input's doing. */
const TRIES = 3;

/** Reads, and holds the reading to its bounds of time and memory. */
export function readWithin(target: Target, input: Uint8Array): string {
  let over = '';
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const before = inUse();
    const began = spent();
    const outcome = target.read(input);
    const ms = spent() - began;
    const bytes = inUse() - before;
    const { length } = input;
    if (ms <= LONGEST + LONGEST_A_BYTE * length && bytes <= MOST_BYTES + MOST_BYTES_A_BYTE * length) return outcome;
    over = `${ms.toFixed(0)} ms and ${bytes} bytes for ${length} bytes of input`;
  }
  must(false, over);
  return over;
}

function spent(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

function inUse(): number {
  const { used_heap_size, external_memory } = getHeapStatistics();
  return used_heap_size + external_memory;
}
