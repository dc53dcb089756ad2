import { isAccessible } from '../people/looks.ts';
import { meetInRoom } from '../people/meetInRoom.ts';
import type { Person } from '../people/person.ts';
import { expect, test } from '../people/story.ts';

async function writesTo(person: Person, name: string): Promise<void> {
  await person.looksAt(name);
  await person.page.getByRole('button', { name: `Write to ${name} alone` }).click();
  await expect(person.page.getByRole('heading', { level: 1, name, exact: true })).toBeVisible();
}

const called = (person: Person, name: string) => person.page.getByRole('link', { name: `${name} Wants to write` });

test('[CHA-8] Ada writes to Ben alone; he comes in when he likes, and both are equals there', async ({ meet }) => {
  const [ada, ben] = await meetInRoom(meet);
  await writesTo(ada, 'Ben');
  await expect(ada.page.getByText('Ben has been asked')).toBeVisible();
  await ada.says('Between the two of us');
  await called(ben, 'Ada').click();
  await ben.page.getByRole('button', { name: 'Join', exact: true }).click();
  await ben.sees('Between the two of us');
  await expect(ben.page.getByRole('heading', { level: 1, name: 'Ada', exact: true })).toBeVisible();
  await expect(called(ben, 'Ada')).toHaveCount(0);
  await ben.says('Heard');
  await ada.sees('Heard');
  // No ranks, nobody to invite, and no rules but those about the two.
  for (const [person, other] of [
    [ada, 'Ben'],
    [ben, 'Ada'],
  ] as const) {
    await expect(person.member(other)).not.toContainText(/Owner|Admin|Member/);
    await expect(person.page.getByRole('button', { name: 'Invite', exact: true })).toHaveCount(0);
    await expect(person.page.getByText('May invite')).toHaveCount(0);
    await person.looksAt(other);
    await expect(person.page.getByRole('dialog').getByRole('button', { name: /Remove|Hand over|alone/ })).toHaveCount(
      0,
    );
    await person.page.keyboard.press('Escape');
  }
  // Again from the room both are in: the same conversation.
  await ben.page.getByRole('link', { name: 'Garden' }).click();
  await ben.sees('Hello from Ada');
  await writesTo(ben, 'Ada');
  await ben.sees('Between the two of us');
  // Either can leave.
  await ada.page.getByRole('button', { name: 'Leave room' }).click();
  await ada.page.getByRole('dialog').getByRole('button', { name: 'Leave room' }).click();
  await expect(ben.page.getByRole('heading', { name: /Members\s*1/ })).toBeVisible();
  await expect(ben.page.getByRole('heading', { level: 1, name: 'Ada', exact: true })).toBeVisible();
});

test('[CHA-8] a call is put away and does not come back', async ({ meet }) => {
  const [ada, ben] = await meetInRoom(meet);
  await writesTo(ada, 'Ben');
  await expect(called(ben, 'Ada')).toBeVisible();
  await ben.page.getByRole('button', { name: 'Put away the call from Ada' }).click();
  await expect(called(ben, 'Ada')).toHaveCount(0);
  await ben.reloads();
  await ben.says('Not now');
  await expect(called(ben, 'Ada')).toHaveCount(0);
});

test('[CHA-8] a public room says so to whoever is in it, and lets anybody in at once', async ({ meet }) => {
  const [ada, ben] = [await meet(), await meet()];
  await ada.startsAs('Ada');
  await ada.page.getByRole('button', { name: 'Start a room' }).click();
  await ada.page.getByRole('textbox', { name: 'Room name' }).fill('Square');
  await ada.page.getByRole('radio', { name: /Whoever has the link/ }).check();
  await isAccessible(ada, 'a new room');
  await ada.page.getByRole('button', { name: 'Create room' }).click();
  await expect(ada.composer).toBeVisible();
  await ada.says('For everybody');
  await ada.page.getByRole('button', { name: 'Invite', exact: true }).click();
  await expect(ada.page.getByText('Whoever holds this link can read the room, also without joining.')).toBeVisible();
  const link = await ada.readsInviteLink();
  await ada.isTold('For everybody', 'On the relay');
  await ada.closesTab();
  await ben.joins(link, 'Ben');
  await ben.sees('For everybody');
  await expect(ben.page.getByText(/A public room: whoever holds a link to it can read it/)).toBeVisible();
});

for (const colorScheme of ['light', 'dark'] as const)
  test(`[CHA-8] conversations of two are accessible and fit a phone, ${colorScheme}`, async ({ meet }, info) => {
    const [ada, ben] = await meetInRoom(meet, { profile: { colorScheme, reducedMotion: 'reduce' } });
    const shot = (person: Person, name: string) => person.page.screenshot({ path: info.outputPath(`${name}.png`) });
    await ada.looksAt('Ben');
    await shot(ada, 'person');
    await ada.page.getByRole('button', { name: 'Write to Ben alone' }).click();
    await expect(ada.page.getByText('Ben has been asked')).toBeVisible();
    await isAccessible(ada, 'somebody is called');
    await shot(ada, 'asked');
    await expect(called(ben, 'Ada')).toBeVisible();
    await isAccessible(ben, 'called');
    await shot(ben, 'called');
    await ben.page.setViewportSize({ width: 390, height: 844 });
    await ben.page.getByRole('link', { name: 'Back to rooms' }).click();
    await expect(called(ben, 'Ada')).toBeVisible();
    await shot(ben, 'called-phone');
    await called(ben, 'Ada').click();
    await expect(ben.page.getByRole('button', { name: 'Join', exact: true })).toBeVisible();
    await shot(ben, 'join-phone');
    await ben.page.getByRole('button', { name: 'Join', exact: true }).click();
    await expect(ben.composer).toBeVisible();
    await ben.says('Here I am');
    await ada.sees('Here I am');
    await shot(ada, 'direct');
    await ada.page.setViewportSize({ width: 390, height: 844 });
    await expect(ada.page.getByText('Ben has been asked')).toHaveCount(0);
    await shot(ada, 'direct-phone');
    await ben.page.getByRole('link', { name: 'Back to rooms' }).click();
    // She has written nothing there, and has a name all the same.
    await expect(ben.page.getByRole('link', { name: /^Ada/ })).toBeVisible();
    await isAccessible(ben, 'people');
    await shot(ben, 'people-phone');
    expect(await ben.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  });
