/** Builds the app into dist/client, unless what is there was built from these very sources. */
import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root, run } from './run.ts';

const SOURCES = ['client', 'shared/src', 'vite.config.ts', 'package-lock.json', 'package.json'];

export const APP = join(root, 'dist', 'client');

/** Changed last, in ms; 0 when it is not there. A folder's own time tells of files that went. */
function changedAt(path: string): number {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  return readdirSync(path).reduce((latest, name) => Math.max(latest, changedAt(join(path, name))), stat.mtimeMs);
}

const isFresh = () => {
  const built = changedAt(join(APP, 'index.html'));
  return built > 0 && SOURCES.every((source) => changedAt(join(root, source)) < built);
};

/** False when the build failed; what was wrong is on the terminal. */
export async function buildApp(): Promise<boolean> {
  if (isFresh()) return true;
  console.log('Building the app …');
  const { ok } = await run('vite', ['build', '--logLevel', 'warn']);
  // Half a build must not pass for a fresh one the next time.
  if (!ok) rmSync(join(APP, 'index.html'), { force: true });
  return ok;
}
