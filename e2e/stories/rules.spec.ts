import { meetInRoom } from '../people/meetInRoom.ts';
import { isAccessible } from '../people/looks.ts';
import { expect, test } from '../people/story.ts';

test('the rules of a room: an admin changes them, all obey, and everybody reads what they mean', async ({ meet }) => {
  const [ada, ben] = await meetInRoom(meet);
  await ben.readsRule('All members write.');
  await ada.settles('May write', 'admins and above');
  await expect(ben.page.getByText('You can read this room, not write in it.')).toBeVisible();
  await ben.readsRule('Members and moderators read. Admins and the owner write.');
  await ada.page.getByRole('button', { name: 'Undo' }).click();
  await ben.says('I may write again');
  await ada.sees('I may write again');
});

test('[EPO-4] newcomers read from their joining on, where the room says so', async ({ meet }) => {
  const [ada, , link] = await meetInRoom(meet);
  await ada.settles('Newcomers read', 'from their joining on');
  const cleo = await meet();
  await cleo.joins(link, 'Cleo');
  await ada.says('Welcome, Cleo');
  await cleo.sees('Welcome, Cleo');
  await cleo.seesNot('Hello from Ada');
  await expect(cleo.page.getByText('What was said before you came stays closed').first()).toBeVisible();
});

test('[MRK-3] where nobody is told who has a message, it says so and no more', async ({ meet }) => {
  const [ada, ben] = await meetInRoom(meet);
  await ada.settles('Delivery', 'is not shown');
  await ben.readsRule(/No device tells what has arrived/);
  await ben.says('Who has this?');
  await ada.sees('Who has this?');
  await ada.says('Me');
  await ben.sees('Me');
  await ben.isTold('Who has this?', 'On the relay');
  await ben.message('Who has this?').getByRole('button', { name: 'On the relay' }).click();
  await expect(ben.page.getByText('The devices of this room do not tell who has a message.')).toBeVisible();
  await isAccessible(ben, 'where a message is');
});

for (const colorScheme of ['light', 'dark'] as const)
  test(`the rules are accessible and fit a phone, ${colorScheme}`, async ({ meet }, info) => {
    const profile = { colorScheme, reducedMotion: 'reduce' } as const;
    const ada = await meet(profile);
    await ada.startsAs('Ada');
    await ada.startsRoom('Garden');
    await ada.settles('Newcomers', 'ask first');
    await isAccessible(ada, 'rules');
    await ada.page.getByRole('heading', { name: 'Rules of the room' }).scrollIntoViewIfNeeded();
    await ada.page.screenshot({ path: info.outputPath('rules.png') });
    await ada.page.setViewportSize({ width: 390, height: 844 });
    await ada.page.getByRole('button', { name: 'Room details' }).click();
    const rules = ada.page.getByRole('heading', { name: 'Rules of the room' });
    await rules.scrollIntoViewIfNeeded();
    await isAccessible(ada, 'rules on a phone');
    expect(await ada.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await ada.page.screenshot({ path: info.outputPath('rules-phone.png') });
  });
