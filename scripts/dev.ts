/**
 * `npm run dev`: the app with hot reload on http://localhost:5173, and a relay beside it that starts anew when its own
 * files change. What the app asks of the relay goes through the development server, as if they were one.
 */
import { createServer } from 'vite';
import { SECURITY_HEADERS } from '../sync-server/src/http/securityHeaders.ts';
import { start } from './run.ts';

const PORT = Number(process.env['GRAPEVINE_DEV_PORT'] ?? '5173');
delete process.env['GRAPEVINE_DEV_PORT'];

/**
 * The relay's own policy as far as hot reload allows: Vite puts styles into the page as it goes and shows an overlay of its
 * own, so styles are free and Trusted Types are left to the built app, which the stories run.
 */
const { 'content-security-policy': strict = '' } = SECURITY_HEADERS;
const POLICY = strict
  .replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")
  .replace(/; require-trusted-types-for .*$/, '');

const server = await createServer({
  server: { port: PORT, strictPort: true, headers: { 'content-security-policy': POLICY } },
});
await server.listen();

const origins = [process.env['GRAPEVINE_ORIGINS'], `http://localhost:${String(PORT)}`].filter(Boolean).join(',');
const relay = start('node', ['--watch', '--watch-preserve-output', 'sync-server/src/main.ts'], {
  env: { GRAPEVINE_ORIGINS: origins },
});
server.printUrls();

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    relay.kill(signal);
    void server.close().then(() => process.exit());
  });
}
