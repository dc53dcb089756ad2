import type { Locator } from '@playwright/test';
import { Correspondent } from '../people/correspondent.ts';
import { meetInRoom } from '../people/meetInRoom.ts';
import type { Person } from '../people/person.ts';
import { expect, test } from '../people/story.ts';

const MINUTE = 60_000;
/** Few messages fill it. */
const LOW = { viewport: { width: 1280, height: 480 } };

test('who reads further up is told of new messages and not moved; one press leads down to them', async ({ meet }) => {
  const [ada, ben] = await meetInRoom(() => meet(LOW));
  for (let n = 1; n <= 15; n++) await ben.says(`Ben’s line ${String(n)}`);
  await ada.sees('Ben’s line 15');
  await ada.message('Hello from Ada').scrollIntoViewIfNeeded();
  await expect(ada.message('Ben’s line 15')).not.toBeInViewport();
  const before = await ada.message('Hello from Ada').boundingBox();

  await ben.says('News');
  const pill = ada.page.getByRole('button', { name: '1 new' });
  await expect(pill).toBeVisible();
  expect(await ada.message('Hello from Ada').boundingBox()).toEqual(before);
  await pill.click();
  await expect(ada.message('News')).toBeInViewport();
  await expect(pill).toHaveCount(0);
});

test('a room opened again shows where the new begins, and Escape says that all is read', async ({ meet }) => {
  const [ada, ben] = await meetInRoom(() => meet(LOW));
  await ada.startsRoom('Kitchen');
  for (let n = 1; n <= 12; n++) await ben.says(`Unread ${String(n)}`);
  const garden = ada.page.getByRole('link', { name: /Garden/ });
  await expect(garden.getByRole('img', { name: '12 unread messages' })).toBeVisible();

  await garden.click();
  await expect(ada.log.getByText(/^New since/)).toBeInViewport();
  await expect(ada.message('Hello from Ben')).toBeInViewport();
  await expect(ada.message('Unread 12')).not.toBeInViewport();
  await ada.composer.press('Escape');
  await expect(ada.log.getByText(/^New since/)).toHaveCount(0);
  await ada.page.getByRole('button', { name: /more below|To the newest/ }).click();
  await expect(ada.message('Unread 12')).toBeInViewport();
  await expect(garden.getByRole('img', { name: /unread/ })).toHaveCount(0);
});

test('[TIM-5] in a room of 1,000 messages the page being read stands still when a merge lands in the middle', async ({
  meet,
  relay,
}) => {
  test.slow();
  const begin = Date.now() - 1_100 * MINUTE;
  const owner = new Correspondent(relay.url, begin);
  const link = await owner.startsRoom('Cleo', 'Archive');
  await owner.says(lines('Early', 600));
  const late = new Correspondent(relay.url, begin + 600 * MINUTE);
  await late.joins(link, 'Dora');
  await late.says(['Hello from Dora']);
  await owner.hears(601);
  await late.goesOffline();
  await owner.says(lines('Later', 400));
  await owner.isHeard();
  await late.says(lines('Meanwhile', 40));

  const ada = await meet();
  await ada.joins(link, 'Ada');
  await expect(ada.message('Later 400')).toBeInViewport();
  await expect(ada.message('Later 400')).toHaveAttribute('aria-setsize', '1001');
  expect(await ada.log.getByRole('article').count(), 'a stretch is drawn, not the room').toBeLessThan(400);
  const reading = await scrollsTo(ada, 'Later 60', 601 + 60);
  const before = await reading.boundingBox();

  await late.comesBack();
  await expect(reading).toHaveAttribute('aria-setsize', '1041');
  await expect(reading).toHaveAttribute('aria-posinset', String(601 + 60 + 40));
  expect(Math.abs(((await reading.boundingBox())?.y ?? 0) - (before?.y ?? 0))).toBeLessThanOrEqual(1);

  await ada.page.getByRole('button', { name: /more below|new$/ }).click();
  await expect(ada.message('Later 400')).toBeInViewport();
  await Promise.all([owner.stop(), late.stop()]);
});

/**
 * Turns the wheel, a screen at a time, until the message, which is the nth, is in view. Each turn waits for what it brings; on a
 * busy machine two may come as one, and who is past it turns back by less.
 */
async function scrollsTo(person: Person, text: string, nth: number): Promise<Locator> {
  const articles = person.log.getByRole('article');
  const wanted = articles.filter({ has: person.page.getByText(text, { exact: true }) });
  const isPast = async (): Promise<boolean> => {
    const [box, view] = [
      (await wanted.count()) > 0 ? await wanted.boundingBox() : null,
      await person.log.boundingBox(),
    ];
    if (box && view) return box.y > view.y;
    return Number(await articles.last().getAttribute('aria-posinset')) < nth;
  };
  await person.log.hover();
  await expect(async () => {
    await person.page.mouse.wheel(0, (await isPast()) ? 200 : -600);
    await expect(wanted).toBeInViewport({ timeout: 200 });
  }).toPass({ timeout: 40_000 });
  return wanted;
}

const lines = (what: string, count: number): string[] =>
  Array.from({ length: count }, (_, n) => `${what} ${String(n + 1)}`);
