/** What a process has cost so far, all its threads together. */
import { readdirSync, readFileSync } from 'node:fs';

const MS = 1e-6;
/** Clock ticks of /proc/<pid>/stat, 100 a second on every Linux we know. */
const TICK_MS = 10;

/** CPU ms, user and system; to the nanosecond where the kernel counts so, else in steps of 10 ms. NaN outside Linux. */
export function cpuMs(pid: number): number {
  try {
    return exact(pid);
  } catch {
    return inTicks(pid);
  }
}

/** First field of a thread's schedstat: ns on a CPU. Threads of the processes measured live as long as they do. */
function exact(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`);
  return threads.reduce((sum, thread) => sum + Number(firstField(`/proc/${pid}/task/${thread}/schedstat`)) * MS, 0);
}

const firstField = (file: string): string => readFileSync(file, 'utf8').split(' ')[0] ?? '';

function inTicks(pid: number): number {
  try {
    // The name of the program, in brackets, may hold blanks.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
  } catch {
    return NaN;
  }
}
