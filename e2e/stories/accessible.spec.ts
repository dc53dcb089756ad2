import { isAccessible } from '../people/looks.ts';
import { meetInRoom } from '../people/meetInRoom.ts';
import { expect, test } from '../people/story.ts';

for (const colorScheme of ['light', 'dark'] as const) {
  const profile = { colorScheme, reducedMotion: 'reduce' } as const;

  test(`axe finds nothing on the first screens, ${colorScheme}`, async ({ meet }) => {
    const ada = await meet(profile);
    await ada.opens();
    await expect(ada.page.getByRole('textbox', { name: 'Your name' })).toBeVisible();
    await isAccessible(ada, 'first run');
    await ada.startsAs('Ada');
    await isAccessible(ada, 'no rooms');
    await ada.page.getByRole('button', { name: 'Start a room' }).click();
    await expect(ada.page.getByRole('textbox', { name: 'Room name' })).toBeVisible();
    await isAccessible(ada, 'a new room');
    await ada.page.keyboard.press('Escape');
    await ada.startsRoom('Garden');
    await isAccessible(ada, 'empty room');
  });

  test(`axe finds nothing in a room, ${colorScheme}`, async ({ meet }) => {
    test.slow();
    const [ada, ben] = await meetInRoom(() => meet(profile));
    await ada.says('Some **bold** words, `code` and https://example.org/', 'Some bold words');
    await ben.sees('Some bold words');
    await ben.does('Reply', 'Some bold words');
    await ben.says('An answer');
    await ben.reacts('Some bold words', '👍');
    await ada.sees('An answer');
    await ada.does('Edit', 'Hello from Ada');
    await isAccessible(ada, 'editing');
    await ada.says('Hello from Ada, edited');
    await isAccessible(ada, 'room with messages and details');
    await ben.does('React', 'Some bold words');
    await isAccessible(ben, 'reactions');

    await ada.page.getByRole('button', { name: 'Invite', exact: true }).click();
    await ada.readsInviteLink();
    await isAccessible(ada, 'invite');
    await ada.page.keyboard.press('Escape');

    await ada.message('Hello from Ada').getByRole('button', { name: 'edited' }).click();
    await expect(ada.page.getByLabel('Earlier versions')).toBeVisible();
    await isAccessible(ada, 'earlier versions');
    await ada.page.keyboard.press('Escape');
    await ada.goesOffline();
    await ada.says('Written offline');
    await isAccessible(ada, 'offline');
  });

  test(`axe finds nothing on the way in, ${colorScheme}`, async ({ meet, relay }) => {
    const [ada, ben] = [await meet(profile), await meet(profile)];
    await ada.startsAs('Ada');
    await ada.startsRoom('Garden');
    const link = await ada.invites();
    await ada.closesTab();
    await ben.opens(link);
    await expect(ben.page.getByRole('heading', { name: 'Garden' })).toBeVisible();
    await isAccessible(ben, 'join');
    await ben.asksToJoin(link, 'Ben');
    await expect(ben.page.getByText('Waiting for Ada')).toBeVisible();
    await isAccessible(ben, 'waiting to be let in');
    await ben.opens(`${relay.url}/#join/nothing/here`);
    await expect(ben.page.getByRole('heading', { name: 'This link is not whole' })).toBeVisible();
    await isAccessible(ben, 'dead invite');
  });

  test(`axe finds nothing on a phone, ${colorScheme}`, async ({ meet }) => {
    const ada = await meet({ ...profile, viewport: { width: 390, height: 844 }, hasTouch: true });
    await ada.startsAs('Ada');
    await isAccessible(ada, 'no rooms');
    await ada.startsRoom('Garden');
    await ada.says('On the go');
    await isAccessible(ada, 'room');
    await ada.page.getByRole('button', { name: 'Room details' }).click();
    await expect(ada.page.getByRole('heading', { name: /^Members/ })).toBeVisible();
    await isAccessible(ada, 'details');
    await ada.page.getByRole('button', { name: 'Back', exact: true }).click();
    await ada.page.getByRole('link', { name: 'Back to rooms' }).click();
    await expect(ada.page.getByRole('link', { name: /Garden/ })).toBeVisible();
    await isAccessible(ada, 'list');
  });
}
