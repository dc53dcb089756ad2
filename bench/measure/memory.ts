import { readFileSync } from 'node:fs';

/** What the kernel counts as a process's own in memory, the program itself included, in KiB. NaN outside Linux. */
export function residentKb(pid: number): number {
  try {
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  } catch {
    return NaN;
  }
}
