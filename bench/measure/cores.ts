/** Server and load on cores of their own, so that neither slows the other more than it must. */
import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

const SERVER_CORE = 0;
const LOAD_CORE = 1;

export const canPin = availableParallelism() > 1 && spawnSync('taskset', ['--version']).status === 0;

export const pinServer = (pid: number): void => pin(pid, SERVER_CORE);
export const pinLoad = (): void => pin(process.pid, LOAD_CORE);

/** Every thread there is; later ones inherit. */
function pin(pid: number, core: number): void {
  if (canPin) spawnSync('taskset', ['--all-tasks', '--cpu-list', '--pid', String(core), String(pid)]);
}
