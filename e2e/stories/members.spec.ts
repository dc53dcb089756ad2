import type { Person } from '../people/person.ts';
import { meetInRoom } from '../people/meetInRoom.ts';
import { isAccessible } from '../people/looks.ts';
import { expect, test, type Meet } from '../people/story.ts';

async function threeInRoom(meet: Meet): Promise<[ada: Person, ben: Person, cleo: Person, link: string]> {
  const [ada, ben, link] = await meetInRoom(meet);
  const cleo = await meet();
  await cleo.joins(link, 'Cleo');
  await cleo.sees('Hello from Ada', 'Hello from Ben');
  await ada.sees('Hello from Ben');
  return [ada, ben, cleo, link];
}

test('[T-26] who is removed reads why, keeps what there was, and gets nothing that comes after', async ({ meet }) => {
  const [ada, ben, cleo] = await threeInRoom(meet);
  await ada.removes('Ben', 'Spam');
  await expect(ben.page.getByText('Ada removed you from this room')).toBeVisible();
  await expect(ben.page.getByText('Spam')).toBeVisible();
  await expect(ben.composer).toHaveCount(0);
  await ada.says('Between the two of us');
  await cleo.sees('Between the two of us');
  await cleo.says('I read you');
  await ada.sees('I read you');
  await ben.sees('Hello from Ada');
  await ben.seesNot('Between the two of us');
  await expect(cleo.member('Ben')).toHaveCount(0);
  // Nothing goes anywhere from here any more, and nothing is said that sounds like it.
  await expect(ben.page.getByText('Nothing that is written from now on reaches you.')).toBeVisible();
  await expect(ben.page.getByText('Goes through the relay')).toHaveCount(0);
  await expect(ben.page.getByRole('button', { name: 'Through relay' })).toHaveCount(0);
  await isAccessible(ben, 'removed');
  // What they keep is found again.
  await ben.startsRoom('Shed');
  await ben.page.getByText('No longer in').click();
  await ben.page.getByRole('link', { name: /Garden/ }).click();
  await ben.sees('Hello from Ada');
});

test('[T-28] [CHA-5] what the removed wrote meanwhile, out of reach, does not count for the others', async ({
  meet,
}) => {
  const [ada, ben, cleo] = await threeInRoom(meet);
  await ben.goesOffline();
  await ben.says('Written while I was put out');
  await ada.removes('Ben');
  await cleo.says('He is out');
  await ada.sees('He is out');
  await ben.context.setOffline(false);
  await expect(ben.page.getByText('Ada removed you from this room')).toBeVisible({ timeout: 45_000 });
  await cleo.says('Still here');
  await ada.sees('Still here');
  for (const person of [ada, cleo]) await person.seesNot('Written while I was put out');
});

test('[CHA-2] roles: an admin may rename, a reader reads, and the room is handed over', async ({ meet }) => {
  const [ada, ben, cleo] = await threeInRoom(meet);
  await ada.makes('Ben', 'Admin');
  await expect(ben.page.getByRole('button', { name: 'Change name or topic' })).toBeVisible();
  await ben.makes('Cleo', 'Reader');
  await expect(cleo.page.getByText('You can read this room, not write in it.')).toBeVisible();
  await ben.makes('Cleo', 'Member');
  await cleo.says('I can write again');
  await ada.sees('I can write again');

  await ada.looksAt('Ben');
  await ada.page.getByRole('button', { name: 'Hand over the room' }).click();
  await isAccessible(ada, 'handing over');
  await ada.page.getByRole('button', { name: 'Hand over the room' }).click();
  await ada.seesAs('Ben', 'Owner');
  await cleo.seesAs('Ada', 'Admin');
  await ada.looksAt('Ben');
  await expect(ada.page.getByRole('button', { name: 'Remove from room' })).toHaveCount(0);
});

test('[T-30] two admins remove each other out of each other’s sight: all agree who is left', async ({ meet }) => {
  const [ada, ben, cleo, link] = await threeInRoom(meet);
  const dan = await meet();
  await dan.joins(link, 'Dan');
  await ada.makes('Ben', 'Admin');
  await ada.makes('Cleo', 'Admin');
  await ben.seesAs('Cleo', 'Admin');
  await cleo.seesAs('Ben', 'Admin');
  // An admin does not outrank an admin: only the owner puts one out.
  await ben.looksAt('Cleo');
  await expect(ben.page.getByRole('button', { name: 'Remove from room' })).toHaveCount(0);
  await ben.page.keyboard.press('Escape');
  await ben.goesOffline();
  await ben.removes('Dan');
  await cleo.removes('Dan', 'The same thought');
  await ben.comesBack();
  await ben.says('We agree');
  await cleo.sees('We agree');
  await ada.sees('We agree');
  for (const person of [ada, ben, cleo]) await expect(person.member('Dan')).toHaveCount(0);
});

test('the members’ dialogs are accessible in both themes, and fit a phone', async ({ meet }) => {
  const [ada, ,] = await meetInRoom(meet);
  for (const colorScheme of ['light', 'dark'] as const) {
    await ada.page.emulateMedia({ colorScheme });
    await ada.looksAt('Ben');
    await isAccessible(ada, `a person, ${colorScheme}`);
    await ada.page.getByRole('button', { name: 'Remove from room' }).click();
    await isAccessible(ada, `removing, ${colorScheme}`);
    await ada.page.keyboard.press('Escape');
  }
});

for (const colorScheme of ['light', 'dark'] as const)
  test(`[CHA-5] what arrived after a removal: who may looks at it and lets it count, ${colorScheme}`, async ({
    meet,
  }, info) => {
    test.slow();
    const [ada, ben, cleo] = await threeInRoom((profile) => meet({ ...profile, colorScheme, reducedMotion: 'reduce' }));
    await ada.makes('Cleo', 'Admin');
    await cleo.sees('Hello from Ben');
    await expect(cleo.page.getByRole('button', { name: 'Change name or topic' })).toBeVisible();
    await cleo.goesOffline();
    await ben.says('Nobody told me');
    await ada.sees('Nobody told me');
    await cleo.removes('Ben');
    await cleo.comesBack();
    await ada.seesNot('Nobody told me');
    await expect(ada.page.getByText('1 message, shown to nobody')).toBeVisible();
    await expect(cleo.page.getByText('shown to nobody')).toHaveCount(0);
    await isAccessible(ada, 'what arrived, in the details');
    await ada.page.getByRole('button', { name: 'Look at what arrived from Ben' }).click();
    await expect(ada.page.getByRole('dialog')).toContainText('Nobody told me');
    await isAccessible(ada, 'what arrived');
    await ada.page.screenshot({ path: info.outputPath('left-out.png') });
    await ada.page.setViewportSize({ width: 390, height: 844 });
    await isAccessible(ada, 'what arrived, on a phone');
    await ada.page.screenshot({ path: info.outputPath('left-out-phone.png') });
    await ada.page.setViewportSize({ width: 1280, height: 720 });
    await ada.page.getByRole('button', { name: 'Let it count' }).click();
    for (const person of [ada, cleo]) await person.sees('Nobody told me');
    await expect(ada.page.getByText('shown to nobody')).toHaveCount(0);
  });

for (const colorScheme of ['light', 'dark'] as const)
  test(`[CHA-5] who is out is put out again: what they wrote counts no more, ${colorScheme}`, async ({ meet }) => {
    const [ada] = await meetInRoom(meet, { profile: { colorScheme, reducedMotion: 'reduce' } });
    await ada.removes('Ben');
    await ada.sees('Hello from Ben');
    await ada.page.locator('summary', { hasText: 'Removed' }).click();
    await isAccessible(ada, 'who was removed');
    await ada.page.getByRole('button', { name: 'Let less count of Ben' }).click();
    await isAccessible(ada, 'removing again');
    await ada.page.getByLabel('What stops counting').selectOption({ label: 'Everything they wrote' });
    await ada.page.getByRole('dialog').getByRole('button', { name: 'Let less count' }).click();
    await expect(ada.page.getByText('Less of Ben counts now')).toBeVisible();
    await ada.seesNot('Hello from Ben');
    await ada.sees('Hello from Ada');
  });
