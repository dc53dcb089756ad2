import { HeadlessPerson } from '../../shared/testing/headlessPerson.ts';
import { Travel } from '../../shared/testing/travel.ts';
import { systemClock } from '../../client/src/adapters/systemClock.ts';
import { expect, test } from '../people/story.ts';

const MONTHS = 60;
const EACH = 5;
const MINUTE = 60_000;

test('[T-49] Ben joins a room of sixty months, and reads from the newest to the first', async ({ meet, relay }) => {
  test.slow();
  const now = Date.now();
  const start = Travel.later(now, -MONTHS, now);
  const clock = new Travel(start, systemClock);
  const alice = await new HeadlessPerson('Alice', relay.url, clock).opens();
  const room = await alice.startsRoom('Old garden');
  for (let month = 0; month <= MONTHS; month++) {
    clock.at = Travel.later(start, month, now - EACH * MINUTE);
    for (let n = 0; n < EACH; n++) await alice.says(room, `Month ${String(month)}, message ${String(n)}`);
  }
  clock.at = Date.now();
  const link = await alice.invites(room);
  await alice.isKept(room);
  const ben = await meet();
  await ben.joins(link, 'Ben');
  await ben.sees('Month 60, message 4');
  await ben.log.focus();
  await expect(async () => {
    await ben.log.evaluate((log) => (log.scrollTop = 0));
    await ben.page.keyboard.press('PageUp');
    await expect(ben.message('Month 0, message 0')).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 60_000 });
  await ben.says('All of five years');
  await alice.sees(room, 'All of five years');
  await alice.closes();
});
