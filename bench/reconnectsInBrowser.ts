/**
 * The same as reconnects.ts in two Chromium browsers: `node bench/reconnectsInBrowser.ts [times]`. One of them loses its network
 * again and again; the heap of both windows, where libp2p is, after the first few and after all.
 */
import type { Page } from '@playwright/test';
import { buildApp } from '../scripts/build.ts';
import { Two } from './browser/straight.ts';
import { startRelay } from './servers/relay.ts';

const [times = 200] = process.argv.slice(2).map(Number);
const WARM = Math.min(20, Math.floor(times / 4));
/** libp2p's own timeouts hold what listened to them until they are over. */
const TIMEOUTS_MS = 15_000;

/** MB in use in a window once everything that can go is gone. */
async function heapOf(page: Page): Promise<string> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.enable');
  for (let i = 0; i < 3; i++) await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return `${(usedSize / 1e6).toFixed(2)} MB`;
}

async function heaps({ ada, ben }: Two, after: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, TIMEOUTS_MS));
  console.log(`after ${after}: ${await heapOf(ada)} and ${await heapOf(ben)}`);
}

if (!(await buildApp())) throw new Error('the app does not build');
const relay = await startRelay();
const two = await Two.inARoom(`http://localhost:${relay.port}`, true);
for (let i = 1; i <= times; i++) {
  const context = two.ben.context();
  await context.setOffline(true);
  await two.arePart();
  await context.setOffline(false);
  await two.areLinked();
  if (i === WARM) await heaps(two, i);
  if (i % 10 === 0) console.error(`${i} of ${times}`);
}
await heaps(two, times);
await two.discard();
await relay.discard();
process.exit(0);
