import { isAccessible } from '../people/looks.ts';
import { meetInRoom } from '../people/meetInRoom.ts';
import { makesRecoveryCode } from '../people/recoveryCode.ts';
import type { Person } from '../people/person.ts';
import { expect, test } from '../people/story.ts';

/** The code on screen, for a new device to take. */
async function showsCode({ page }: Person): Promise<string> {
  await page.getByRole('button', { name: 'Devices and recovery' }).click();
  await page.getByRole('button', { name: 'Link a device' }).click();
  const field = page.getByRole('textbox', { name: 'Code for the new device' });
  await expect(field).toHaveValue(/#link\//);
  return field.inputValue();
}

async function takesCode({ page }: Person, code: string): Promise<void> {
  await page.getByRole('button', { name: /Link to a device I have/ }).click();
  await page.getByRole('textbox', { name: 'Its code' }).fill(code);
  await page.getByRole('button', { name: 'Link', exact: true }).click();
}

async function wordsOn({ page }: Person): Promise<string[]> {
  const words = page.getByRole('dialog').getByRole('listitem');
  await expect(words).toHaveCount(6);
  return words.allInnerTexts();
}

test('[ID-6] Ada links a second profile: six words on both, then rooms and history; both write', async ({ meet }) => {
  test.slow();
  const [ada, ben] = await meetInRoom(meet);
  const laptop = await meet();
  await laptop.opens();
  await takesCode(laptop, await showsCode(ada));
  await expect(ada.page.getByRole('heading', { name: 'Does it show these six words?' })).toBeVisible();
  expect(await wordsOn(ada)).toEqual(await wordsOn(laptop));
  await ada.page.getByRole('button', { name: 'They match' }).click();
  await expect(ada.page.getByRole('heading', { name: 'The new device is linked' })).toBeVisible();
  await ada.page.getByRole('button', { name: 'Done' }).click();

  await laptop.page.getByRole('link', { name: /Garden/ }).click();
  await laptop.sees('Hello from Ada', 'Hello from Ben');
  await laptop.says('From the laptop');
  await ben.sees('From the laptop');
  await ada.sees('From the laptop');

  await ada.page.getByRole('button', { name: 'Devices and recovery' }).click();
  const devices = ada.page.getByRole('dialog').getByRole('listitem');
  await expect(devices).toHaveCount(2);
  await ada.page.getByRole('button', { name: 'Rename Another device' }).click();
  await ada.page.getByRole('textbox', { name: 'What do you call it?' }).fill('Laptop');
  await ada.page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(devices.filter({ hasText: 'Laptop' })).toBeVisible();
});

test('[ID-6] a code opened as an address is taken at once; words that do not match link nothing', async ({ meet }) => {
  const ada = await meet();
  await ada.startsAs('Ada');
  await ada.startsRoom('Garden');
  const other = await meet();
  await other.opens(await showsCode(ada));
  await expect(other.page.getByRole('heading', { name: /Are these words on Ada’s other device/ })).toBeVisible();
  expect(new URL(other.page.url()).hash).toBe('#rooms');
  await wordsOn(ada);
  await ada.page.getByRole('button', { name: 'They do not match' }).click();
  await expect(ada.page.getByText('so nothing was handed over')).toBeVisible();
  await expect(other.page.getByRole('alert')).toContainText('did not match');
  await expect(other.page.getByRole('textbox', { name: 'Your name' })).toBeAttached();
});

for (const colorScheme of ['light', 'dark'] as const)
  test(`axe finds nothing on the screens of devices, ${colorScheme}`, async ({ meet }) => {
    const profile = { colorScheme, reducedMotion: 'reduce' } as const;
    const ada = await meet(profile);
    await ada.startsAs('Ada');
    await ada.startsRoom('Garden');
    await ada.page.getByRole('button', { name: 'Devices and recovery' }).click();
    await expect(ada.page.getByText('This device', { exact: true })).toBeVisible();
    await isAccessible(ada, 'devices');
    await ada.page.keyboard.press('Escape');
    const code = await showsCode(ada);
    await isAccessible(ada, 'a code');
    const other = await meet(profile);
    await other.opens();
    await other.page.getByRole('button', { name: /Link to a device I have/ }).click();
    await isAccessible(other, 'taking a code');
    await other.page.keyboard.press('Escape');
    await takesCode(other, code);
    await wordsOn(ada);
    await wordsOn(other);
    await isAccessible(ada, 'words on the holder');
    await isAccessible(other, 'words on the new device');
  });

for (const colorScheme of ['light', 'dark'] as const)
  test(`[ID-6] from a linked device the recovery code gives up a lost one, ${colorScheme}`, async ({ meet }, info) => {
    test.slow();
    const profile = { colorScheme, reducedMotion: 'reduce' } as const;
    const [ada, laptop] = [await meet(profile), await meet(profile)];
    await ada.startsAs('Ada');
    await ada.startsRoom('Garden');
    await ada.startsRoom('Shed');
    const code = await makesRecoveryCode(ada);
    await ada.page.keyboard.press('Escape');
    await laptop.opens();
    await takesCode(laptop, await showsCode(ada));
    await wordsOn(ada);
    await ada.page.getByRole('button', { name: 'They match' }).click();
    await expect(laptop.page.getByRole('link', { name: /Garden/ })).toBeVisible();

    await ada.page.getByRole('button', { name: 'Done' }).click();
    const { page } = laptop;
    await expect(page.getByRole('button', { name: 'Make a recovery code' })).toHaveCount(0);
    await page.getByRole('button', { name: 'Devices and recovery' }).click();
    await page.getByRole('button', { name: 'Link a device' }).click();
    await isAccessible(laptop, 'words for linking');
    await page.getByRole('textbox', { name: 'Recovery code' }).fill(code.join(' '));
    await page.getByRole('button', { name: 'Go on' }).click();
    await expect(page.getByRole('textbox', { name: 'Code for the new device' })).toHaveValue(/#link\//);
    await page.keyboard.press('Escape');

    await page.getByRole('button', { name: 'Devices and recovery' }).click();
    await page.getByRole('button', { name: 'Revoke Another device' }).click();
    await page.getByRole('textbox', { name: 'Recovery code' }).fill(code.slice(1).join(' '));
    await page.getByRole('button', { name: 'Revoke it' }).click();
    await expect(page.getByRole('alert')).toContainText('These are 11');
    await isAccessible(laptop, 'words for revoking');
    await page.screenshot({ path: info.outputPath('revoke-by-code.png') });
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await page.screenshot({ path: info.outputPath('revoke-by-code-phone.png') });
    await page.getByRole('textbox', { name: 'Recovery code' }).fill(code.join(' '));
    await page.getByRole('button', { name: 'Revoke it' }).click();
    await expect(ada.page.getByRole('heading', { name: 'This device was revoked' })).toBeVisible();
  });
