/**
 * `npm start`: the relay with the app it serves, on http://localhost:8787. `-- --lan` opens it to this network, `--tls` gives it a
 * certificate of its own, `-- --help` lists its settings.
 */
import { join } from 'node:path';
import { readSettings } from '../sync-server/src/config.ts';
import { APP, buildApp } from './build.ts';
import { lanAddresses, lanText, lanUrls, openToLan } from './lan.ts';
import { localTls } from './localCa.ts';
import { root } from './run.ts';

const RELAY = join(root, 'sync-server', 'relay.mjs');
const help = process.argv.includes('--help');
process.env['GRAPEVINE_APP'] ??= APP;

if (help || (await buildApp())) {
  if (!help) open(process.argv.includes('--lan'), process.argv.includes('--tls'));
  const args = [RELAY, help ? '--help' : '--say-where'];
  // The relay takes this process over, so that what the build held is gone. Where that cannot be, it runs inside it.
  if (process.platform !== 'win32') process.execve?.(process.execPath, [process.execPath, ...args], process.env);
  process.argv.splice(1, Infinity, ...args);
  await import('../sync-server/relay.mjs');
} else {
  console.error('The app could not be built (see above).');
  process.exitCode = 1;
}

function open(isLan: boolean, isTls: boolean): void {
  const { port, data } = readSettings(process.env);
  const addresses = lanAddresses();
  if (isTls) {
    const { ca, cert, key } = localTls(join(data, 'tls'), addresses);
    Object.assign(process.env, { GRAPEVINE_TLS_CA: ca, GRAPEVINE_TLS_CERT: cert, GRAPEVINE_TLS_KEY: key });
  }
  if (!isLan) return;
  const urls = lanUrls(addresses, port, isTls);
  if (urls.length > 0) openToLan(urls, process.env);
  console.log(`\n${lanText(urls, isTls)}`);
}
