/**
 * `npm run dev`: the app with hot reload on http://localhost:5173, and a relay beside it that starts anew when its own
 * files change. What the app asks of the relay goes through the development server, as if they were one.
 */
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createServer } from 'vite';
import { SECURITY_HEADERS } from '../sync-server/src/http/securityHeaders.ts';
import { root, start } from './run.ts';

const PORT = Number(process.env['GRAPEVINE_DEV_PORT'] ?? '5173');
delete process.env['GRAPEVINE_DEV_PORT'];

/** What the relay is made of. Node's own `--watch` puts words of its own among those of the relay's threads. */
const RELAY_SOURCES = [join(root, 'sync-server', 'src'), join(root, 'shared', 'src')];

/**
 * The relay's own policy as far as hot reload allows: Vite puts styles into the page as it goes and shows an overlay of its
 * own, so styles are free and Trusted Types are left to the built app, which the stories run.
 */
const { 'content-security-policy': strict = '' } = SECURITY_HEADERS;
const POLICY = strict
  .replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")
  .replace(/; require-trusted-types-for .*$/, '');

let relay: ChildProcess | undefined;
let closing = false;

function startRelay(): void {
  const origins = [process.env['GRAPEVINE_ORIGINS'], `http://localhost:${String(PORT)}`].filter(Boolean).join(',');
  const started = start('node', ['sync-server/relay.mjs'], {
    env: { GRAPEVINE_ORIGINS: origins, GRAPEVINE_DRAIN_SECONDS: '0' },
  });
  relay = started;
  started.once('exit', () => {
    relay = undefined;
    if (closing) return;
    if (started.killed) startRelay();
    else console.log('The relay ended (see above); it starts anew when its files change.');
  });
}

/** The next one starts when the port is free: see `exit`. */
function restartRelay(): void {
  if (relay) relay.kill();
  else startRelay();
}

const server = await createServer({
  server: { port: PORT, strictPort: true, headers: { 'content-security-policy': POLICY } },
});
await server.listen();
startRelay();
server.printUrls();

server.watcher.add(RELAY_SOURCES).on('change', (file) => {
  if (RELAY_SOURCES.some((folder) => file.startsWith(folder)) && !file.endsWith('.test.ts')) restartRelay();
});

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    closing = true;
    relay?.kill(signal);
    void server.close().then(() => process.exit());
  });
}
