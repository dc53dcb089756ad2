import { readFile, rm, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { expect, test as base, type BrowserContext, type Page } from '@playwright/test';
import { build } from 'vite';
import type { Api } from '../browser/adapters.ts';

/** Nobody listens there: what a page asks for is answered from the files built. */
const ORIGIN = 'http://localhost:1';
/** Not a secure context: no Web Locks there, as on a LAN. */
const INSECURE = 'http://grapevine.test';
const TYPES: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript' };
const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; " +
  "require-trusted-types-for 'script'; trusted-types grapevine";

const test = base.extend<{ tab: (origin?: string) => Promise<Page> }, { built: string }>({
  built: [
    async ({}, use) => {
      const outDir = await mkdtemp(join(tmpdir(), 'grapevine-adapters-'));
      const root = join(import.meta.dirname, '../browser');
      await build({
        configFile: false,
        root,
        logLevel: 'error',
        worker: { format: 'es' },
        build: {
          outDir,
          emptyOutDir: true,
          modulePreload: { polyfill: false },
          rolldownOptions: { input: join(root, 'adapters.html') },
        },
      });
      await use(outDir);
      await rm(outDir, { recursive: true });
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  /** Opens a tab of the test's browser profile. */
  tab: async ({ context, built }, use) => {
    await serve(context, built);
    await use(async (origin = ORIGIN) => {
      const page = await context.newPage();
      await page.goto(`${origin}/adapters.html`);
      await page.waitForFunction(() => 'api' in window);
      return page;
    });
  },
});

async function serve(context: BrowserContext, built: string): Promise<void> {
  await context.route(/^http:\/\/(localhost:1|grapevine\.test)\//, async (route) => {
    const path = join(built, new URL(route.request().url()).pathname);
    const headers = { 'content-type': TYPES[extname(path)] ?? 'text/plain', 'content-security-policy': POLICY };
    await route.fulfill({ body: await readFile(path), headers });
  });
}

declare const api: Api;

test('a store in a real browser keeps its contract', async ({ tab }) => {
  const page = await tab();
  expect(await page.evaluate(() => api.storeContract())).toEqual({});
});

test('documents in a real browser keep their contract', async ({ tab }) => {
  const page = await tab();
  expect(await page.evaluate(() => api.documentContract())).toEqual({});
});

test('[LOG-9] what a Worker said is durable is there when it is ended at that moment', async ({ tab }) => {
  const page = await tab();
  const { rows, items } = await page.evaluate(() => api.durability(12));
  expect(rows.length).toBe(12);
  for (const count of [...rows, ...items]) expect(count).toBeGreaterThanOrEqual(5);
});

test('[LOG-9] a tab that claims the store ends the writing of the one before', async ({ tab }) => {
  const [first, second] = [await tab(), await tab()];
  await first.evaluate(() => api.claim());
  expect(await first.evaluate(() => api.write('a'))).toBe('done');
  await second.evaluate(() => api.claim());
  expect(await first.evaluate(() => api.write('b'))).toBe('lease-lost');
  expect(await second.evaluate(() => api.write('c'))).toBe('done');
  expect(await first.evaluate(() => api.rows())).toEqual(['a', 'c']);
});

test('[T-43] data deleted under a tab fails clearly, in the store and in documents', async ({ tab }) => {
  const page = await tab();
  await page.evaluate(() => api.claim());
  expect(await page.evaluate(() => api.deleteUnder())).toBe('storage-gone');
  expect(await page.evaluate(() => api.deleteDocumentUnder())).toEqual(['storage-gone', 'storage-gone']);
});

test('two tabs share one engine, and both hear what it says', async ({ tab }) => {
  const [first, second] = [await tab(), await tab()];
  for (const page of [first, second]) await page.evaluate(() => api.connect());
  expect(await second.evaluate(() => api.send('one'))).toEqual({ ok: true });
  expect(await first.evaluate(() => api.send('two'))).toEqual({ ok: true });
  expect(await first.evaluate(() => api.done())).toEqual(['one', 'two']);
  for (const page of [first, second]) await expect.poll(() => page.evaluate(() => api.notices().length)).toBe(2);
  const late = await tab();
  await late.evaluate(() => api.connect());
  await expect
    .poll(() => late.evaluate(() => api.notices()))
    .toEqual([{ is: 'connection', connection: { state: 'up', since: 0, waiting: 2 } }]);
});

test('the leader closes while an answer is awaited: the next tab leads and the command is done once', async ({
  tab,
}) => {
  const [leader, follower] = [await tab(), await tab()];
  for (const page of [leader, follower]) await page.evaluate(() => api.connect());
  await leader.evaluate(() => api.send('one'));
  await follower.evaluate(() => api.post('wait'));
  await leader.close();
  expect(await follower.evaluate(() => api.send('two'))).toEqual({ ok: true });
  expect(await follower.evaluate(() => api.done())).toEqual(['one', 'two']);
});

test('the leader hangs: a follower that waits takes over within seconds', async ({ tab }) => {
  const [leader, follower] = [await tab(), await tab()];
  for (const page of [leader, follower]) await page.evaluate(() => api.connect());
  await leader.evaluate(() => api.send('one'));
  await follower.evaluate(() => api.post('hang'));
  expect(await follower.evaluate(() => api.send('two'))).toEqual({ ok: true });
  expect(await leader.evaluate(() => api.send('three'))).toEqual({ ok: true });
  expect(await leader.evaluate(() => api.done())).toEqual(['one', 'hang', 'two', 'three']);
});

test('without Web Locks tabs share one engine too, and the next leads within seconds of the leader closing', async ({
  tab,
}) => {
  const [leader, follower] = [await tab(INSECURE), await tab(INSECURE)];
  expect(await leader.evaluate(() => 'locks' in navigator)).toBe(false);
  for (const page of [leader, follower]) await page.evaluate(() => api.connect());
  await leader.evaluate(() => api.send('one'));
  await follower.evaluate(() => api.send('two'));
  await leader.close();
  expect(await follower.evaluate(() => api.send('three'))).toEqual({ ok: true });
  expect(await follower.evaluate(() => api.done())).toEqual(['one', 'two', 'three']);
});

test('a window that closes before it was answered loses nothing: the next one sends it', async ({ tab }) => {
  const first = await tab();
  await first.evaluate(() => api.connect());
  await first.evaluate(() => api.send('one'));
  await first.evaluate(() => api.post('two'));
  await first.goto('about:blank');
  const second = await tab();
  await second.evaluate(() => api.connect());
  await expect.poll(() => second.evaluate(() => api.done())).toEqual(['one', 'two']);
});

test('the newest page of 100,000 messages is read as fast as that of 1,000', async ({ tab }) => {
  const page = await tab();
  for (const size of [1_000, 100_000]) await page.evaluate((messages) => api.room(messages, `of ${messages}`), size);
  const measure = async (size: number) => {
    const runs = [];
    for (let run = 0; run < 5; run++) runs.push(await page.evaluate((messages) => api.page(`of ${messages}`), size));
    return {
      newest: median(runs.map((run) => run.newest)),
      back: median(runs.map((run) => run.back)),
      places: runs[0]?.places,
    };
  };
  await measure(1_000);
  const [small, large] = [await measure(1_000), await measure(100_000)];
  console.log(`newest page: ${small.newest.toFixed(1)} ms of 1,000, ${large.newest.toFixed(1)} ms of 100,000`);
  console.log(`20 pages back: ${small.back.toFixed(1)} ms, ${large.back.toFixed(1)} ms`);
  expect(large.places).toEqual([100_000 - 21 * 60, 20 * 60, 100_000]);
});

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
