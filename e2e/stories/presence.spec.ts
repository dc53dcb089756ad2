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

test('[MRK-2] a message is delivered while Ben looks elsewhere, and read once it is on his screen', async ({
  meet,
}) => {
  const [ada, ben] = await meetInRoom(meet);
  await ben.startsRoom('Shed');
  await ada.says('Are you in there?');
  await ada.isTold('Are you in there?', /Delivered to 1 of 1$/);
  await ben.page.getByRole('link', { name: /Garden/ }).click();
  await ada.isTold('Are you in there?', 'Delivered to 1 of 1, read by 1');
  await ada.message('Are you in there?').getByRole('button', { name: 'Read by 1' }).click();
  await expect(ada.page.getByRole('dialog').getByRole('listitem').filter({ hasText: 'Ben' })).toContainText(
    'Has read it',
  );
  await ada.page.keyboard.press('Escape');

  await ben.page.getByRole('button', { name: 'Change your name' }).click();
  await ben.page.getByRole('checkbox', { name: /what you have read/ }).uncheck();
  await ben.page.keyboard.press('Escape');
  await ada.says('And now?');
  await ben.says('I see it and tell nobody');
  await ada.sees('I see it and tell nobody');
  await ada.isTold('And now?', /On the relay$/);
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
