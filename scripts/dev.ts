/**
 * `npm run dev`: the app with hot reload on http://localhost:5173, and a relay beside it that starts anew when its own
 * files change. What the app asks of the relay goes through the development server, as if they were one.
 */
import { createServer } from 'vite';
import { start } from './run.ts';

const PORT = Number(process.env['GRAPEVINE_DEV_PORT'] ?? '5173');
delete process.env['GRAPEVINE_DEV_PORT'];

/**
 * The relay's policy as far as hot reload allows: Vite puts styles into the page as it goes and shows its own overlay,
 * so styles are free and Trusted Types are left to the built app, which the stories run.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

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
