import { mkdir, writeFile } from 'node:fs/promises';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RelayProcess } from '#testing/relayProcess.ts';
import { SECURITY_HEADERS } from './securityHeaders.ts';

let relay: RelayProcess;
const SCRIPT = 'console.log("grapevine");\n'.repeat(200);

beforeAll(async () => {
  relay = await RelayProcess.start();
  // The app is read once, at start.
  await relay.end('SIGTERM');
  const app = join(relay.folder, 'app');
  await mkdir(join(app, 'assets'), { recursive: true });
  await writeFile(join(app, 'index.html'), '<!doctype html><title>Grapevine</title>');
  await writeFile(join(app, 'sw.js'), '// service worker');
  await writeFile(join(app, 'assets/main-B4k3dF9x.js'), SCRIPT);
  await relay.start();
});
afterAll(() => relay.discard());

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

function ask(
  path: string,
  headers: Readonly<Record<string, string>> = {},
  method = 'GET',
  body?: string,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest({
      host: '127.0.0.1',
      port: relay.port,
      path,
      method,
      headers: { host: `localhost:${relay.port}`, ...headers },
    });
    sent.once('error', reject);
    sent.once('response', (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.once('end', () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts) });
      });
    });
    sent.end(body);
  });
}

/** What comes back for these very bytes. */
async function raw(bytes: string): Promise<string> {
  const socket = connect(relay.port, '127.0.0.1');
  socket.end(bytes);
  return text(socket);
}

const upgrade = (headers: Readonly<Record<string, string>>): string =>
  [
    'GET /sync HTTP/1.1',
    ...Object.entries({
      host: `localhost:${relay.port}`,
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
      ...headers,
    }).map(([name, value]) => `${name}: ${value}`),
    '',
    '',
  ].join('\r\n');

test('the policy of every response is the one the issue asks for', () => {
  expect(SECURITY_HEADERS['content-security-policy']).toBe(
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types default dompurify svelte-trusted-html grapevine",
  );
});

describe('security headers are on', () => {
  test.each([
    ['a page', '/', {}, 'GET', 200],
    ['a screen of the app', '/room/abc', {}, 'GET', 200],
    ['an asset', '/assets/main-B4k3dF9x.js', {}, 'GET', 200],
    ['a missing file', '/assets/gone.js', {}, 'GET', 404],
    ['a missing API', '/api/nothing', {}, 'GET', 404],
    ['a foreign Host', '/', { host: 'evil.example' }, 'GET', 421],
    ['another method', '/', {}, 'DELETE', 405],
    ['a path that does not decode', '/%E0%A4', {}, 'GET', 400],
    ['a way out of the folder', '/../../etc/passwd', {}, 'GET', 200],
    ['plain HTTP at the socket', '/sync', {}, 'GET', 426],
    ['health', '/health', {}, 'GET', 200],
  ] as const)('%s', async (_, path, headers, method, status) => {
    const answer = await ask(path, headers, method);
    expect(answer.status).toBe(status);
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) expect(answer.headers[name]).toBe(value);
    expect(answer.body.toString()).not.toContain('root:');
  });

  test.each([
    ['no HTTP at all', 'hello there\r\n\r\n', 400],
    ['headers too large', `GET / HTTP/1.1\r\nx: ${'a'.repeat(20_000)}\r\n\r\n`, 431],
    ['no Host', 'GET / HTTP/1.1\r\nconnection: close\r\n\r\n', 421],
    ['a proxy request', 'CONNECT evil.example:443 HTTP/1.1\r\nhost: evil.example\r\n\r\n', 405],
  ])('%s', async (_, bytes, status) => {
    const answer = (await raw(bytes)).toLowerCase();
    expect(answer).toContain(`http/1.1 ${status}`);
    for (const [name, value] of Object.entries(SECURITY_HEADERS))
      expect(answer).toContain(`${name}: ${value}`.toLowerCase());
  });

  test.each([
    ['a foreign Origin', { origin: 'https://evil.example' }, 403],
    ['a foreign Host', { host: 'evil.example' }, 421],
    ['a handshake that is none', { 'sec-websocket-key': 'short' }, 400],
  ])('an upgrade refused: %s', async (_, headers, status) => {
    const answer = (await raw(upgrade(headers))).toLowerCase();
    expect(answer).toContain(`http/1.1 ${status}`);
    for (const name of Object.keys(SECURITY_HEADERS)) expect(answer).toContain(`${name}: `);
  });

  test('an upgrade accepted', async () => {
    const socket = connect(relay.port, '127.0.0.1');
    socket.write(upgrade({ origin: `http://localhost:${relay.port}` }));
    const first = await new Promise<Buffer>((resolve) => socket.once('data', resolve));
    socket.destroy();
    expect(first.toString('latin1').toLowerCase()).toMatch(
      /^http\/1\.1 101[^]*content-security-policy: default-src 'none'/,
    );
  });
});

test('what is named by its content is kept for good, everything else is asked for again', async () => {
  const asset = await ask('/assets/main-B4k3dF9x.js', { 'accept-encoding': 'gzip, br' });
  expect(asset.headers['cache-control']).toBe('public, max-age=31536000, immutable');
  expect(asset.headers['content-type']).toBe('text/javascript; charset=utf-8');
  expect(asset.headers['content-encoding']).toBe('gzip');
  expect(gunzipSync(asset.body).toString()).toBe(SCRIPT);
  expect((await ask('/assets/main-B4k3dF9x.js')).body.toString()).toBe(SCRIPT);
  const page = await ask('/');
  expect(page.headers['cache-control']).toBe('no-cache');
  expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
  expect((await ask('/', { 'if-none-match': String(page.headers.etag) })).status).toBe(304);
  expect((await ask('/sw.js')).headers['cache-control']).toBe('no-cache');
});

test('a body is refused, and the connection serves the next request', async () => {
  expect((await ask('/', {}, 'POST', 'x'.repeat(100_000))).status).toBe(413);
  expect((await ask('/ready')).body.toString()).toBe('{"ready":true}');
});

test('both loopback families answer', async () => {
  expect((await fetch(`http://127.0.0.1:${relay.port}/health`)).status).toBe(200);
  expect((await fetch(`http://[::1]:${relay.port}/health`)).status).toBe(200);
});

test('the relay says what it is', async () => {
  const { body } = await ask('/api/relay');
  expect(JSON.parse(body.toString())).toMatchObject({ name: 'grapevine', protocol: 1, open: true, ice: [] });
});

/** Resolves once the relay has let go of a socket whose other end stays: what is sent then fails before long. */
function letGo(bytes: string): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port: relay.port, allowHalfOpen: true });
    const poke = (): void => {
      socket.write('still there?', (error) => {
        if (error) resolve();
        else setImmediate(poke);
      });
    };
    socket.on('error', () => undefined);
    socket.once('end', poke);
    socket.resume().write(bytes);
  });
}

test('who was refused cannot keep the connection by not hanging up', async () => {
  const host = `host: localhost:${relay.port}`;
  const upgrade = 'connection: upgrade\r\nupgrade: websocket';
  for (const bytes of [
    `GET /sync HTTP/1.1\r\nhost: evil.example\r\n${upgrade}\r\n\r\n`,
    `GET /nowhere HTTP/1.1\r\n${host}\r\n${upgrade}\r\n\r\n`,
    `GET /sync HTTP/1.1\r\n${host}\r\n${upgrade}\r\nsec-websocket-version: 13\r\n\r\n`,
    `CONNECT example.org:80 HTTP/1.1\r\n${host}\r\n\r\n`,
    'no request at all\r\n\r\n',
  ])
    await letGo(bytes);
});
