import { isAccessible } from '../people/looks.ts';
import type { Person } from '../people/person.ts';
import { expect, test, type Meet } from '../people/story.ts';

/** Ada has a room that asks; Mei stands at its door. */
async function meiAsks(
  meet: Meet,
  profile: Parameters<Meet>[0] = {},
): Promise<[ada: Person, mei: Person, link: string]> {
  const [ada, mei] = [await meet(profile), await meet(profile)];
  await ada.startsAs('Ada');
  await ada.startsRoom('Garden');
  await ada.says('Knock, please');
  await ada.settles('Newcomers', 'ask first');
  const link = await ada.invites();
  await mei.asksToJoin(link, 'Mei');
  await expect(mei.page.getByText('Waiting for Ada, or whoever else lets people in, to say yes.')).toBeVisible();
  await expect(ada.asker('Mei')).toContainText('Has the link you made');
  return [ada, mei, link];
}

test('[CHA-8] “Mei wants to join”: she waits, is let in by the keyboard, and says thank you', async ({ meet }) => {
  const [ada, mei] = await meiAsks(meet);
  await expect(ada.page.getByRole('status').filter({ hasText: 'Mei wants to join' })).toBeAttached();
  await ada.asker('Mei').getByRole('button', { name: 'Let in Mei' }).focus();
  await ada.page.keyboard.press('Enter');
  await mei.isIn();
  await mei.sees('Knock, please');
  await expect(ada.composer).toBeFocused();
  await expect(ada.asker('Mei')).toHaveCount(0);
  await mei.says('Thank you');
  await ada.sees('Thank you');
});

test('[CHA-8] a no is taken back; the next one is read by who asked, and it is final', async ({ meet }) => {
  const [ada, mei] = await meiAsks(meet);
  await ada.asker('Mei').getByRole('button', { name: 'Decline Mei' }).click();
  await expect(ada.asker('Mei')).toHaveCount(0);
  await ada.page.getByRole('button', { name: 'Undo' }).last().click();
  await ada.asker('Mei').getByRole('button', { name: 'Decline Mei' }).click();
  await expect(mei.page.getByRole('heading', { name: 'You were not let in' })).toBeVisible();
  await expect(mei.page.getByRole('main')).toContainText('Somebody in the room said no.');
  await isAccessible(mei, 'not let in');
  await mei.page.getByRole('button', { name: 'To your rooms' }).click();
  await expect(mei.page.getByRole('button', { name: 'Start a room' })).toBeVisible();
});

test('[CHA-8] Ada was away when Mei knocked, and comes back to another room', async ({ meet }) => {
  const [ada, mei] = [await meet(), await meet()];
  await ada.startsAs('Ada');
  await ada.startsRoom('Garden');
  await ada.settles('Newcomers', 'ask first');
  const link = await ada.invites();
  await ada.startsRoom('Shed');
  await ada.says('Kept');
  await ada.isTold('Kept', 'On the relay');
  await ada.closesTab();
  await mei.asksToJoin(link, 'Mei');
  await expect(mei.page.getByText(/to say yes/)).toBeVisible();
  await ada.opensAgain();
  await expect(ada.page.getByRole('img', { name: '1 person asks to join' })).toBeVisible();
  await ada.page.getByRole('link', { name: /Garden/ }).click();
  await ada.asker('Mei').getByRole('button', { name: 'Let in Mei' }).click();
  await mei.isIn();
});

for (const colorScheme of ['light', 'dark'] as const)
  test(`who asks to come in: accessible, and it fits a phone, ${colorScheme}`, async ({ meet }, info) => {
    const [ada, mei, link] = await meiAsks(meet, { colorScheme, reducedMotion: 'reduce' });
    const noor = await meet();
    await noor.asksToJoin(link, 'Noor Haddad');
    await expect(ada.asker('Noor Haddad')).toBeVisible();
    await isAccessible(ada, 'asking');
    await ada.page.screenshot({ path: info.outputPath('asking.png') });
    await isAccessible(mei, 'waiting for a yes');
    await mei.page.screenshot({ path: info.outputPath('waiting.png') });
    for (const { page } of [ada, mei]) {
      await page.setViewportSize({ width: 390, height: 844 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    }
    await isAccessible(ada, 'asking, on a phone');
    await ada.page.screenshot({ path: info.outputPath('asking-phone.png') });
  });
