import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { RelayProcess } from '#testing/relayProcess.ts';
import { localTls, type LocalTls } from './localCa.ts';

let folder: string;
let tls: LocalTls;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'grapevine-ca-'));
  tls = localTls(folder, ['192.168.1.7']);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What the relay answers a device that trusts this authority and nobody else. */
function ask(port: number, path: string, ca: Buffer, servername = 'localhost'): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = request({
      host: '127.0.0.1',
      port,
      path,
      ca,
      servername,
      headers: { host: `localhost:${String(port)}` },
    });
    asked.once('error', reject);
    asked.once('response', (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (part: string) => (body += part));
      response.once('end', () => resolve(body));
    });
    asked.end();
  });
}

test('a relay with a certificate of its own answers by https, to whoever trusts its authority', async () => {
  const settings = { GRAPEVINE_TLS_CERT: tls.cert, GRAPEVINE_TLS_KEY: tls.key, GRAPEVINE_TLS_CA: tls.ca };
  const relay = await RelayProcess.start(settings);
  try {
    const ca = await readFile(tls.ca);
    expect(await ask(relay.port, '/health', ca)).toBe('{"ok":true}');
    expect(await ask(relay.port, '/ca.crt', ca)).toBe(ca.toString());
    await expect(ask(relay.port, '/health', Buffer.alloc(0))).rejects.toThrow(/certificate/);
  } finally {
    await relay.discard();
  }
});

test('the authority stays when the addresses change, and vouches for this network alone', async () => {
  const ca = await readFile(tls.ca, 'utf8');
  const { cert } = localTls(folder, ['10.0.0.3']);
  expect(await readFile(tls.ca, 'utf8')).toBe(ca);
  const { X509Certificate } = await import('node:crypto');
  const certificate = new X509Certificate(await readFile(cert));
  expect(certificate.subjectAltName).toContain('10.0.0.3');
  expect(certificate.verify(new X509Certificate(ca).publicKey)).toBe(true);

  const foreign = localTls(folder, ['8.8.8.8']);
  const relay = await RelayProcess.start({ GRAPEVINE_TLS_CERT: foreign.cert, GRAPEVINE_TLS_KEY: foreign.key });
  try {
    await expect(ask(relay.port, '/health', Buffer.from(ca))).rejects.toThrow(/permitted subtree/);
  } finally {
    await relay.discard();
  }
});
