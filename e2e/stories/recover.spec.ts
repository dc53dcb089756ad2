import { readFile } from 'node:fs/promises';
import { isAccessible } from '../people/looks.ts';
import { meetInRoom } from '../people/meetInRoom.ts';
import type { Person } from '../people/person.ts';
import { makesRecoveryCode, recoversWith } from '../people/recoveryCode.ts';
import { expect, test } from '../people/story.ts';

/** A second room: from now on there is something to lose. */
async function startsSecondRoom(person: Person): Promise<void> {
  await person.startsRoom('Orchard');
  await expect(person.page.getByText('Twelve words bring them back.')).toBeVisible();
}

test('[ID-7] Ada loses everything and comes back with twelve words: identity, rooms, history', async ({ meet }) => {
  test.slow();
  const [ada, ben] = await meetInRoom(meet);
  await startsSecondRoom(ada);
  await ada.says('Only in here');
  await ada.isTold('Only in here', 'On the relay');
  const words = await makesRecoveryCode(ada);
  await ada.page.getByRole('button', { name: 'Done' }).click();
  await expect(ada.page.getByText('Twelve words bring them back.')).toHaveCount(0);
  await ada.context.close();

  const back = await meet();
  await back.opens();
  await recoversWith(back, words);
  await expect(back.page.getByRole('link', { name: /Garden/ })).toBeVisible();
  await back.page.getByRole('link', { name: /Garden/ }).click();
  await back.sees('Hello from Ada', 'Hello from Ben');
  await back.says('Ada again');
  await ben.sees('Ada again');
  await back.page.getByRole('link', { name: /Orchard/ }).click();
  await back.sees('Only in here');
});

test('[T-25] wrong words, a swapped word and a file cut short are called what they are', async ({ meet, relay }) => {
  const ada = await meet();
  await ada.startsAs('Ada');
  await ada.startsRoom('Garden');
  await startsSecondRoom(ada);
  const words = await makesRecoveryCode(ada);
  const downloaded = ada.page.waitForEvent('download');
  await ada.page.getByRole('button', { name: 'Save as a file' }).click();
  const file = await readFile(await (await downloaded).path());

  const back = await meet();
  await back.opens(relay.url);
  await recoversWith(back, words.with(3, 'grapvine'));
  await expect(back.page.getByRole('alert')).toContainText('“grapvine” is not a word');
  const field = back.page.getByRole('textbox', { name: 'Recovery code' });
  await field.fill(words.slice(1).join(' '));
  await back.page.getByRole('button', { name: 'Recover', exact: true }).click();
  await expect(back.page.getByRole('alert')).toContainText('has 12 words. These are 11.');

  // Without the relay's copy, the file is what there is.
  await relay.stop();
  await field.fill(words.join(' '));
  await back.page.getByText('I have a passphrase or a file').click();
  const choose = back.page.getByLabel('Recovery file');
  await choose.setInputFiles({ name: 'cut.gvr', mimeType: 'application/octet-stream', buffer: file.subarray(0, -9) });
  await back.page.getByRole('button', { name: 'Recover', exact: true }).click();
  await expect(back.page.getByRole('alert')).toContainText('not whole');
  await choose.setInputFiles({ name: 'whole.gvr', mimeType: 'application/octet-stream', buffer: file });
  await back.page.getByRole('button', { name: 'Recover', exact: true }).click();
  await expect(back.page.getByRole('link', { name: /Garden/ })).toBeVisible();
});

for (const colorScheme of ['light', 'dark'] as const)
  test(`axe finds nothing on the screens of recovery, ${colorScheme}`, async ({ meet }) => {
    const ada = await meet({ colorScheme, reducedMotion: 'reduce' });
    await ada.opens();
    await ada.page.getByRole('button', { name: /I have a recovery code/ }).click();
    await ada.page.getByText('I have a passphrase or a file').click();
    await isAccessible(ada, 'coming back');
    await ada.startsAs('Ada');
    await ada.startsRoom('Garden');
    await startsSecondRoom(ada);
    await isAccessible(ada, 'the offer');
    await ada.page.getByRole('button', { name: 'Make a recovery code' }).click();
    const dialog = ada.page.getByRole('dialog');
    await isAccessible(ada, 'why');
    await dialog.getByRole('button', { name: 'Make a recovery code' }).click();
    await expect(dialog.getByRole('listitem')).toHaveCount(12);
    await isAccessible(ada, 'twelve words');
    await dialog.getByRole('button', { name: 'I have written them down' }).click();
    await dialog.getByRole('textbox').first().fill('nonsense');
    await dialog.getByRole('button', { name: 'Check' }).click();
    await expect(dialog.getByRole('alert')).toContainText('Look again');
    await isAccessible(ada, 'asked for two');
  });
