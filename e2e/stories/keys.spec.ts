import { meetInRoom } from '../people/meetInRoom.ts';
import { expect, test } from '../people/story.ts';

test('keys lead from room to room, to the unread one, to the details and through the window', async ({ meet }) => {
  const [ada, ben] = await meetInRoom(meet);
  await ada.startsRoom('Kitchen');
  await ada.startsRoom('Attic');
  await expect(ada.composer).toHaveAccessibleName('Message Attic');
  await ada.page.keyboard.press('Alt+ArrowDown');
  await expect(ada.composer).toHaveAccessibleName('Message Kitchen');
  await ada.page.keyboard.press('Alt+ArrowUp');
  await expect(ada.composer).toHaveAccessibleName('Message Attic');

  await ben.says('Only for Garden');
  await expect(ada.page.getByRole('img', { name: '1 unread message' })).toBeVisible();
  await ada.page.keyboard.press('Alt+Shift+ArrowDown');
  await expect(ada.composer).toHaveAccessibleName('Message Garden');
  await ada.sees('Only for Garden');

  const details = ada.page.getByRole('complementary', { name: 'Room details' });
  await expect(details).toBeVisible();
  await ada.page.keyboard.press('Control+.');
  await expect(details).toBeHidden();
  await ada.composer.focus();
  await ada.page.keyboard.press('Shift+F6');
  await expect(ada.message('Only for Garden')).toBeFocused();
  await ada.page.keyboard.press('F6');
  await expect(ada.composer).toBeFocused();
});

test('the list of keys is under "?", which is a letter where one types', async ({ meet }) => {
  const [ada] = await meetInRoom(meet);
  const list = ada.page.getByRole('dialog', { name: 'Keys' });
  await ada.composer.pressSequentially('Why?');
  await expect(ada.composer).toHaveValue('Why?');
  await expect(list).toHaveCount(0);
  await ada.message('Hello from Ben').focus();
  await ada.page.keyboard.press('?');
  await expect(list.getByText('Previous or next room')).toBeVisible();
  await ada.page.keyboard.press('Escape');
  await expect(list).toHaveCount(0);
  await ada.page.getByRole('button', { name: 'Keys' }).click();
  await expect(list).toBeVisible();
});

test('End leads to the newest, also from an empty field', async ({ meet }) => {
  const [ada] = await meetInRoom(meet);
  await ada.page.setViewportSize({ width: 1000, height: 480 });
  for (let n = 1; n <= 12; n++) await ada.says(`Line ${String(n)}`);
  await ada.log.evaluate((log) => {
    log.scrollTop = 0;
  });
  await expect(ada.message('Line 12')).not.toBeInViewport();
  await ada.composer.press('End');
  await expect(ada.message('Line 12')).toBeInViewport();
});
