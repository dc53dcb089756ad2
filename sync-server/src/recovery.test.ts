/** Recovery copies on the real relay. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cryptoReady } from '#shared/crypto/ready.ts';
import { recoveryId, recoveryWriter } from '#shared/recovery/recoveryKeys.ts';
import { makeUpload, MAX_COPY } from '#shared/wire/recoveryUpload.ts';
import { RelayProcess } from '#testing/relayProcess.ts';

let relay: RelayProcess;
beforeAll(async () => {
  await cryptoReady();
  relay = await RelayProcess.start();
});
afterAll(() => relay.discard());

const code = (seed: number): Uint8Array => new Uint8Array(16).fill(seed);
const place = (seed: number): string => `${relay.origin}/api/recovery/${recoveryId(code(seed))}`;
const get = (seed: number): Promise<Response> => fetch(place(seed));

const put = (seed: number, body: Uint8Array, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(place(seed), {
    method: 'POST',
    body: new Uint8Array(body),
    headers: { 'content-type': 'application/octet-stream', origin: relay.origin, ...headers },
  });
const upload = (seed: number, version: number, copy: Uint8Array, by = seed): Uint8Array =>
  makeUpload(recoveryId(code(seed)), version, copy, recoveryWriter(code(by)).secretKey);

test('[ID-7] a copy is kept under its name, replaced by newer ones alone, and there after a kill', async () => {
  expect((await get(1)).status).toBe(404);
  expect((await put(1, upload(1, 2, Uint8Array.of(2)))).status).toBe(200);
  const old = await put(1, upload(1, 1, Uint8Array.of(1)));
  expect([old.status, await old.json()]).toMatchObject([409, { code: 'old-version', version: 2 }]);
  // The answer to an upload that got lost on the way: the same again is no news.
  expect((await put(1, upload(1, 2, Uint8Array.of(2)))).status).toBe(200);
  expect((await put(1, upload(1, 2, Uint8Array.of(9)))).status).toBe(409);
  expect((await put(1, upload(1, 3, Uint8Array.of(3)))).status).toBe(200);
  await relay.end('SIGKILL');
  await relay.start();
  expect(new Uint8Array(await (await get(1)).arrayBuffer())).toEqual(Uint8Array.of(3));
});

test('[ID-7] only who has the code replaces it; what is no upload, too large or of a foreign page is refused', async () => {
  await put(2, upload(2, 1, Uint8Array.of(1)));
  expect((await put(2, upload(2, 5, Uint8Array.of(6), 3))).status).toBe(400);
  expect((await put(2, Uint8Array.of(1, 2, 3))).status).toBe(400);
  expect((await put(2, new Uint8Array(MAX_COPY + 2000))).status).toBe(413);
  expect((await put(2, upload(2, 5, Uint8Array.of(5)), { origin: 'https://elsewhere.example' })).status).toBe(403);
  expect((await fetch(`${relay.origin}/api/recovery/nothing`)).status).toBe(404);
  expect(new Uint8Array(await (await get(2)).arrayBuffer())).toEqual(Uint8Array.of(1));
});

test('[REL-5] an address that asks without end is told when to come back', async () => {
  let last = await get(3);
  for (let tries = 0; tries < 100 && last.status === 404; tries++) last = await get(3);
  expect(last.status).toBe(429);
  expect(await last.json()).toMatchObject({ code: 'slow-down' });
});
