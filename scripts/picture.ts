/**
 * The picture of the README, docs/images/chat.png: the app over a real relay, with a few people who repair things. The
 * others are devices without a window, at times of theirs; Ines is a browser, and is photographed.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { cryptoReady } from '#shared/crypto/ready.ts';
import { systemBrowser } from './browser.mjs';
import { buildApp } from './build.ts';
import { ReplayClock } from './demo/replayClock.ts';
import { Neighbour } from './picture/neighbour.ts';
import { RepairCafe } from './picture/repairCafe.ts';
import { RelayProcess } from './relayProcess.ts';
import { root } from './run.ts';

const PICTURE = join(root, 'docs/images/chat.png');
const HOUR = 3_600_000;
/** It is late in the morning where the picture is taken. */
const LOCAL_HOUR = 11;

/** The zone of the world where it is that hour now; names of such zones have their sign the other way round. */
function zoneAt(now: number): string {
  const west = new Date(now).getUTCHours() - LOCAL_HOUR;
  return `Etc/GMT${west < 0 ? '' : '+'}${String(west)}`;
}

async function joins(page: Page, link: string): Promise<void> {
  await page.goto('about:blank');
  await page.goto(link);
  await page.getByRole('textbox', { name: 'Join as' }).fill('Ines Duarte');
  await page.getByRole('button', { name: 'Join', exact: true }).click();
  await page.getByRole('textbox', { name: /^Message / }).waitFor();
}

async function says(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: /^Message / }).fill(text);
  await page.getByRole('button', { name: 'Send' }).click();
}

/** A room beside the one in the picture, with news in it. */
async function besides(
  relay: string,
  page: Page,
  now: number,
): Promise<{ news: () => Promise<void>; petra: Neighbour }> {
  const petra = new Neighbour(relay, new ReplayClock(now - 2 * HOUR), 'Petra Lindqvist');
  const link = await petra.startsRoom('Seed library', '');
  await joins(page, link);
  const news = async (): Promise<void> => {
    for (const text of ['The beans are in', 'Sorted by year', 'Come and take some']) await petra.says(text);
  };
  return { news, petra };
}

async function photograph(page: Page, cafe: RepairCafe, news: () => Promise<void>): Promise<void> {
  const log = page.getByRole('log');
  await joins(page, cafe.link);
  await log.getByRole('button', { name: /👍/ }).click();
  await news();
  await cafe.noorArrives();
  await log.getByText('Back! Did the whole list come through?').waitFor();
  await says(page, 'All twelve, in order. I’d move the fan next to the window.');
  await says(page, 'Tomasz, can you lock the list at one?');
  await log
    .getByRole('article', { name: /Delivered to 4 of 4/ })
    .last()
    .waitFor();
  await page.getByRole('note').getByRole('button', { name: 'Close' }).click();
  await page.getByText('Grapevine', { exact: true }).click();
  await page.screenshot({ path: PICTURE });
}

const folder = await mkdtemp(join(tmpdir(), 'grapevine-picture-'));
const relay = new RelayProcess(join(folder, 'relay'));
const executablePath = systemBrowser();
const browser = await chromium.launch({ args: ['--no-sandbox'], ...(executablePath ? { executablePath } : {}) });
const people: Neighbour[] = [];
try {
  if (!(await buildApp())) throw new Error('the app was not built');
  await cryptoReady();
  await relay.start();
  const now = Date.now();
  const context = await browser.newContext({
    viewport: { width: 1440, height: 960 },
    colorScheme: 'light',
    reducedMotion: 'reduce',
    timezoneId: zoneAt(now),
  });
  const page = await context.newPage();
  const cafe = new RepairCafe(relay.url, new ReplayClock(now - 24 * HOUR), now);
  people.push(...cafe.all);
  await cafe.yesterday();
  await cafe.thisMorning();
  const { news, petra } = await besides(relay.url, page, now);
  people.push(petra);
  await photograph(page, cafe, news);
  console.log(PICTURE);
} finally {
  await browser.close();
  for (const person of people) await person.leaves();
  await relay.stop();
  await rm(folder, { recursive: true, force: true });
}
