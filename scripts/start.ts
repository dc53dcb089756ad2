/** `npm start`: the relay with the app it serves, on http://localhost:8787. `-- --help` lists its settings. */
import { join } from 'node:path';
import { APP, buildApp } from './build.ts';
import { root } from './run.ts';

const RELAY = join(root, 'sync-server', 'relay.mjs');
const help = process.argv.includes('--help');
process.env['GRAPEVINE_APP'] ??= APP;

if (help || (await buildApp())) {
  const args = [RELAY, help ? '--help' : '--say-where'];
  // The relay takes this process over, so that what the build held is gone. Where that cannot be, it runs inside it.
  if (process.platform !== 'win32') process.execve?.(process.execPath, [process.execPath, ...args], process.env);
  process.argv.splice(1, Infinity, ...args);
  await import('../sync-server/relay.mjs');
} else {
  console.error('The app could not be built (see above).');
  process.exitCode = 1;
}
