import { isAccessible } from '../people/looks.ts';
import { meetInRoom } from '../people/meetInRoom.ts';
import type { Person } from '../people/person.ts';
import { expect, test } from '../people/story.ts';

const writing = (person: Person, name: string) => person.page.getByText(`${name} is writing`, { exact: true });

test('[MRK-3] Ben is here, and is seen to write until he has said it', async ({ meet }) => {
  const [ada, ben] = await meetInRoom(meet);
  await ada.seesAs('Ben', 'here now');
  const heights = () =>
    ada.page.evaluate(() => [...document.querySelectorAll('footer, [role=log]')].map((each) => each.clientHeight));
  const before = await heights();
  await ben.composer.pressSequentially('Wait');
  await expect(writing(ada, 'Ben')).toBeVisible();
  expect(await heights(), 'nothing moves').toEqual(before);
  // The screen reader is left alone: it is no live region, and in none.
  expect(
    await writing(ada, 'Ben').evaluate((line) => line.closest('[aria-live], [role=status], [role=log]')),
  ).toBeNull();
  await ben.says('Wait, I have it');
  await ada.sees('Wait, I have it');
  await expect(writing(ada, 'Ben')).toHaveCount(0);
  // Not on anybody's screen any more.
  await ben.page.close();
  await expect(ada.member('Ben')).not.toContainText('here now');
});

test('[MRK-3] the room, or a person, settles that nobody is told', async ({ meet }) => {
  const [ada, ben] = await meetInRoom(meet);
  await ada.seesAs('Ben', 'here now');
  await ben.page.getByRole('button', { name: 'Change your name' }).click();
  await ben.page.getByRole('checkbox', { name: 'That you are here, and that you are writing' }).uncheck();
  await ben.page.keyboard.press('Escape');
  await expect(ada.member('Ben')).not.toContainText('here now');
  await ben.seesAs('Ada', 'here now');
  await ada.settles('Who is here', 'is not shown');
  await ben.readsRule('No device tells that somebody is here or writing.');
  await expect(ben.member('Ada')).not.toContainText('here now');
});

for (const colorScheme of ['light', 'dark'] as const)
  test(`[MRK-3] who is here and who writes is accessible and fits a phone, ${colorScheme}`, async ({ meet }, info) => {
    const [ada, ben] = await meetInRoom(meet, { profile: { colorScheme, reducedMotion: 'reduce' } });
    await ada.seesAs('Ben', 'here now');
    await ben.composer.pressSequentially('Wait');
    await expect(writing(ada, 'Ben')).toBeVisible();
    await isAccessible(ada, 'somebody writes');
    await ada.page.screenshot({ path: info.outputPath('writing.png') });
    await ada.page.setViewportSize({ width: 390, height: 844 });
    await ben.composer.pressSequentially(' a moment');
    await expect(writing(ada, 'Ben')).toBeVisible();
    await ada.page.screenshot({ path: info.outputPath('writing-phone.png') });
    await ben.page.getByRole('button', { name: 'Change your name' }).click();
    await isAccessible(ben, 'what others are told');
    await ben.page.screenshot({ path: info.outputPath('tells.png') });
  });
