/**
 * Runs the relay, `node sync-server/relay.mjs`, in little memory. Plain JavaScript, since what reads TypeScript takes 15 MB a
 * thread: what it made of the files is kept, and the next start does without it.
 */
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

/** Beside the code, not in a temporary folder: whoever may write there decides what runs. Left out where it cannot be written. */
const COMPILED = join(import.meta.dirname, '..', 'node_modules', '.cache', 'relay');

/** The engine then keeps its heap small instead of growing it by megabytes under load; bench/README.md has what it costs. */
const LEAN = '--optimize-for-size';
/** The C library would set memory aside for each thread, and keep what one of them had freed from the others. */
const ARENAS = 'MALLOC_ARENA_MAX';

const { execPath, execArgv, argv, env, platform } = process;
if (platform === 'linux' && process.execve && !execArgv.includes(LEAN)) {
  const args = [execPath, LEAN, ...execArgv, import.meta.filename, ...argv.slice(2)];
  process.execve(execPath, args, { [ARENAS]: '2', ...env });
}

enableCompileCache(COMPILED);
// For its threads.
env.NODE_COMPILE_CACHE = COMPILED;
await import('./src/main.ts');
