/** Server and load on cores of their own, so that neither slows the other more than it must. */
import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

const SERVER_CORE = 0;
const LOAD_CORE = 1;

/** Asked before anything is pinned: a process on one core is told that there is one. */
const CORES = availableParallelism();

export const canPin = CORES > 1 && spawnSync('taskset', ['--version']).status === 0;

export const pinServer = (pid: number): void => pin(pid, SERVER_CORE);
export const pinLoad = (): void => pin(process.pid, LOAD_CORE);
/** For what brings a browser, which has all of a machine to itself. */
export const freeLoad = (): void => pin(process.pid, `0-${CORES - 1}`);

/** Every thread there is; later ones, and processes started, inherit. */
function pin(pid: number, cores: number | string): void {
  if (canPin) spawnSync('taskset', ['--all-tasks', '--cpu-list', '--pid', String(cores), String(pid)]);
}
