import { meetInRoom } from '../people/meetInRoom.ts';
import { expect, test } from '../people/story.ts';

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true };

test('on a phone the list, the room and its details are pushed one over the other', async ({ meet }) => {
  const [ada, ben] = await meetInRoom(() => meet(PHONE));
  const list = ada.page.getByRole('main', { name: 'Rooms' });
  const details = ada.page.getByRole('main', { name: 'Room details' });
  await expect(list).toBeHidden();
  await expect(details).toBeHidden();

  await ada.page.getByRole('button', { name: 'Room details' }).click();
  await expect(details.getByRole('listitem').filter({ hasText: 'Ben' })).toBeVisible();
  await expect(ada.composer).toBeHidden();
  await ada.page.goBack();
  await expect(ada.composer).toBeVisible();

  await ada.page.getByRole('link', { name: 'Back to rooms' }).click();
  await expect(list.getByRole('link', { name: /Garden/ })).toBeVisible();
  await expect(ada.composer).toBeHidden();
  await ben.says('Are you there?');
  await expect(list.getByRole('link', { name: /Are you there\?/ })).toBeVisible();
  await expect(list.getByRole('img', { name: '1 unread message' })).toBeVisible();
  await list.getByRole('link', { name: /Garden/ }).click();
  await ada.sees('Are you there?');
});

test('nothing is wider than a phone', async ({ meet }) => {
  const [ada] = await meetInRoom(() => meet(PHONE), {
    room: 'A room with quite a long name, longer than the screen is wide',
  });
  await ada.says(`https://example.org/${'long/'.repeat(40)} and ${'unbreakable'.repeat(20)}`, /unbreakable/);
  const overflow = (): Promise<number> =>
    ada.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(await overflow()).toBe(0);
  await expect(ada.log).toHaveJSProperty('scrollLeft', 0);
  expect(await ada.log.evaluate((log) => log.scrollWidth - log.clientWidth)).toBe(0);
  await ada.page.getByRole('button', { name: 'Room details' }).click();
  await expect(ada.page.getByRole('heading', { name: /^Members/ })).toBeVisible();
  expect(await overflow()).toBe(0);
});

test('on a phone the composer stays in view and every control can be hit with a thumb', async ({ meet }) => {
  const ada = await meet(PHONE);
  await ada.startsAs('Ada');
  await ada.startsRoom('Garden');
  for (let n = 1; n <= 12; n++) await ada.says(`Line ${String(n)}`);
  await expect(ada.composer).toBeInViewport();
  await expect(ada.message('Line 12')).toBeInViewport();
  for (const button of [ada.send, ada.page.getByRole('link', { name: 'Back to rooms' })]) {
    const box = await button.boundingBox();
    expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(44);
  }
});

test('on a laptop a long name is cut short, and moves nothing out of view', async ({ meet }) => {
  const room = 'A room with quite a long name, longer than there is room for beside the rest';
  const [ada] = await meetInRoom(meet, { room });
  const title = await ada.page.getByRole('heading', { name: room, level: 1 }).boundingBox();
  const log = await ada.log.boundingBox();
  expect(title?.x).toBeGreaterThanOrEqual(log?.x ?? 0);
  for (const seen of [ada.send, ada.page.getByRole('button', { name: 'Invite', exact: true })])
    await expect(seen).toBeInViewport({ ratio: 1 });
  await expect(ada.message('Hello from Ada').locator('.tx')).toBeInViewport({ ratio: 1 });
});

for (const [screen, profile] of [
  ['a laptop', {}],
  ['a phone', PHONE],
] as const)
  test(`somebody with a long name makes the details no wider, on ${screen}`, async ({ meet }) => {
    const ada = await meet(profile);
    await ada.startsAs('Benjamina Featherstonehaugh-Cholmondeley of Upper Slaughter');
    await ada.startsRoom('Garden');
    const pair = ada.page.getByRole('button', { name: 'Pair nearby' });
    if (screen === 'a phone') await ada.page.getByRole('button', { name: 'Room details' }).click();
    await expect(pair).toBeInViewport({ ratio: 1 });
    await expect(ada.page.getByRole('heading', { name: /^Members/ })).toBeInViewport();
    await pair.click();
    await expect(ada.page.getByRole('dialog').getByRole('button', { name: 'Close' })).toBeInViewport({ ratio: 1 });
  });
