/**
 * `npm start`: the relay with the app it serves, on http://localhost:8787. `-- --lan` opens it to this network, `-- --help` lists
 * its settings.
 */
import { join } from 'node:path';
import { readSettings } from '../sync-server/src/config.ts';
import { APP, buildApp } from './build.ts';
import { lanAddresses, lanText, lanUrls, openToLan } from './lan.ts';
import { root } from './run.ts';

const RELAY = join(root, 'sync-server', 'relay.mjs');
const help = process.argv.includes('--help');
process.env['GRAPEVINE_APP'] ??= APP;

if (help || (await buildApp())) {
  if (!help && process.argv.includes('--lan')) letNetworkIn();
  const args = [RELAY, help ? '--help' : '--say-where'];
  // The relay takes this process over, so that what the build held is gone. Where that cannot be, it runs inside it.
  if (process.platform !== 'win32') process.execve?.(process.execPath, [process.execPath, ...args], process.env);
  process.argv.splice(1, Infinity, ...args);
  await import('../sync-server/relay.mjs');
} else {
  console.error('The app could not be built (see above).');
  process.exitCode = 1;
}

function letNetworkIn(): void {
  const urls = lanUrls(lanAddresses(), readSettings(process.env).port, false);
  if (urls.length > 0) openToLan(urls, process.env);
  console.log(`\n${lanText(urls, false)}`);
}
