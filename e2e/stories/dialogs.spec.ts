import { meetInRoom } from '../people/meetInRoom.ts';
import { expect, test } from '../people/story.ts';

test('a dialog that closes, however it does, gives the focus back to where it was', async ({ meet }) => {
  const [ada] = await meetInRoom(meet);
  const { page } = ada;
  const dialog = page.getByRole('dialog');
  for (const [opens, closes] of [
    ['Invite', 'Close'],
    ['Change name or topic', 'Cancel'],
  ] as const) {
    const button = page.getByRole('button', { name: opens, exact: true });
    for (const close of ['by the button', 'by Escape']) {
      await button.press('Enter');
      await expect(dialog).toBeVisible();
      if (close === 'by Escape') await page.keyboard.press('Escape');
      else await dialog.getByRole('button', { name: closes, exact: true }).press('Enter');
      await expect(dialog).toHaveCount(0);
      await expect(button).toBeFocused();
    }
  }
  // From one dialog to the next and back, and where the line it came from is gone by then.
  await ada.member('Ben').getByRole('button', { name: 'Ben', exact: true }).press('Enter');
  await dialog.getByRole('button', { name: 'Remove from room' }).press('Enter');
  await dialog.getByRole('button', { name: 'Cancel' }).press('Enter');
  await expect(ada.member('Ben').getByRole('button', { name: 'Ben', exact: true })).toBeFocused();
  await ada.removes('Ben');
  await expect(page.locator('body')).not.toBeFocused();
});

test('what is said while a dialog is open is said in it, and can be closed there', async ({ meet }) => {
  const [ada] = await meetInRoom(meet);
  await ada.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await ada.page.getByRole('button', { name: 'Invite', exact: true }).click();
  await ada.readsInviteLink();
  await ada.page.getByRole('button', { name: 'Copy link' }).click();
  await expect(ada.page.getByRole('dialog').getByText('Link copied')).toBeVisible();
  await ada.page.keyboard.press('Escape');
  await expect(ada.page.getByRole('dialog')).toHaveCount(0);
  await expect(ada.page.getByText('Link copied')).toHaveCount(1);
});
