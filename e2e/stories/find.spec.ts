import { dialog, newAddress, opensAccount, signsIn, signsUp, takesName } from '../people/account.ts';
import { isAccessible } from '../people/looks.ts';
import type { Person } from '../people/person.ts';
import { expect, test } from '../people/story.ts';

async function finds(person: Person, username: string): Promise<void> {
  await person.page.getByRole('button', { name: 'Find a person' }).click();
  await dialog(person).getByRole('textbox', { name: 'Name on this relay' }).fill(username);
  await dialog(person).getByRole('button', { name: 'Look', exact: true }).click();
}

for (const colorScheme of ['light', 'dark'] as const)
  test(`[ID-4] Ben finds Ada by her name and writes to her; when other keys answer for it, sending pauses, ${colorScheme}`, async ({
    meet,
    mailbox,
  }, info) => {
    test.slow();
    const profile = { colorScheme, reducedMotion: 'reduce' } as const;
    const [ada, ben] = [await meet(profile), await meet(profile)];
    const [email, username] = [newAddress('ada'), `ada-${String(process.pid)}-${colorScheme}`];
    await ada.startsAs('Ada');
    await signsUp(ada, mailbox, email);
    await takesName(ada, username);
    await ada.page.keyboard.press('Escape');
    await ben.startsAs('Ben');
    await ben.startsRoom('Garden');
    await signsUp(ben, mailbox, newAddress('ben'));
    await ben.page.keyboard.press('Escape');

    await finds(ben, `${username}x`);
    await expect(dialog(ben).getByText('Nobody on this relay has that name.')).toBeVisible();
    await dialog(ben).getByRole('textbox', { name: 'Name on this relay' }).fill(`@${username}`);
    await dialog(ben).getByRole('button', { name: 'Look', exact: true }).click();
    await expect(dialog(ben).getByText('You have no room in common.')).toBeVisible();
    await isAccessible(ben, 'somebody found');
    await ben.page.screenshot({ path: info.outputPath('found.png') });
    await dialog(ben)
      .getByRole('button', { name: `Write to ${username} alone` })
      .click();
    const link = await ben.readsInviteLink();
    await ada.joins(link, 'Ada');
    await ada.says('You found me');
    await ben.sees('You found me');
    await expect(ben.page.getByRole('heading', { level: 1, name: 'Ada', exact: true })).toBeVisible();

    // Ada begins anew in another browser, and takes her name along.
    const anew = await meet(profile);
    await anew.opens();
    await anew.page.getByRole('button', { name: /^Sign in/ }).click();
    await signsIn(anew, email);
    await expect(dialog(anew).getByText('This browser has none of your keys yet')).toBeVisible();
    await anew.page.keyboard.press('Escape');
    await anew.startsAs('Ada');
    await opensAccount(anew);
    await dialog(anew).getByRole('button', { name: 'Change it' }).click();
    await dialog(anew).getByRole('textbox', { name: 'Name to be found by' }).fill(username);
    await dialog(anew).getByRole('button', { name: 'Take this name' }).click();
    await expect(dialog(anew).getByText('Leads to the keys on this device')).toBeVisible();

    await ben.reloads();
    await expect(ben.page.getByText('Sending to Ada is paused')).toBeVisible();
    await expect(ben.composer).toHaveCount(0);
    await isAccessible(ben, 'sending paused');
    await ben.page.screenshot({ path: info.outputPath('paused.png') });
    await ben.page.setViewportSize({ width: 390, height: 844 });
    await ben.page.screenshot({ path: info.outputPath('paused-phone.png') });
    await ben.page.setViewportSize({ width: 1280, height: 720 });
    await ben.page.getByRole('button', { name: 'Write all the same' }).click();
    await ben.says('Are you still there?');
    await ada.sees('Are you still there?');
    // Said once.
    await ben.reloads();
    await expect(ben.composer).toBeVisible();
    await finds(ben, username);
    await expect(dialog(ben).getByText('You have no room in common.')).toBeVisible();
  });
