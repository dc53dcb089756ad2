/** What becomes of the tab that runs the engine. */
import { readFileSync } from 'node:fs';
import type { Browser, Page, Worker } from '@playwright/test';

/** The Worker of the engine, in the tab that leads. */
export function engineOf(page: Page): Worker {
  const worker = page.workers()[0];
  if (!worker) throw new Error('this tab does not lead');
  return worker;
}

/** The engine stops answering in the middle of something, for good; its tab knows nothing of it. */
export function hangEngine(page: Page): void {
  const isOver = engineOf(page).evaluate(() => {
    for (;;);
  });
  // Ends with the Worker.
  isOver.catch(() => undefined);
}

/** The tab's process dies at once: no goodbye, no `pagehide`. */
export async function crash(page: Page): Promise<void> {
  const crashed = page.waitForEvent('crash');
  const session = await page.context().newCDPSession(page);
  session.send('Page.crash').catch(() => undefined);
  await crashed;
}

/** The tab's whole process stands still, as on a laptop with no memory left. Returns what lets it go on. */
export async function freeze(page: Page, browser: Browser): Promise<() => void> {
  const pid = await processOf(page, browser);
  process.kill(pid, 'SIGSTOP');
  return () => process.kill(pid, 'SIGCONT');
}

/** Nothing says which process a page is in: it is the one that works while the page does. */
async function processOf(page: Page, browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const before = processInfo.flatMap(({ type, id }) => (type === 'renderer' ? [{ id, ticks: ticksOf(id) }] : []));
  await page.evaluate(() => {
    for (const end = performance.now() + 500; performance.now() < end;);
  });
  const [busiest] = before
    .map(({ id, ticks }) => ({ id, worked: ticksOf(id) - ticks }))
    .sort((a, b) => b.worked - a.worked);
  if (!busiest) throw new Error('this browser has no renderer');
  return busiest.id;
}

/** Processor time of a process, in clock ticks. */
function ticksOf(pid: number): number {
  const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
  const [user = 0, system = 0] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13)
    .map(Number);
  return user + system;
}
