import { meetInRoom } from '../people/meetInRoom.ts';
import { expect, test } from '../people/story.ts';

test('each room keeps its draft, also over a reload', async ({ meet }) => {
  const ada = await meet();
  await ada.startsAs('Ada');
  await ada.startsRoom('Garden');
  await ada.says('So that the room is not empty');
  await ada.composer.fill('About the figs');
  await ada.startsRoom('Kitchen');
  await expect(ada.composer).toHaveAccessibleName('Message Kitchen');
  await expect(ada.composer).toHaveValue('');
  await ada.composer.fill('About the oven');

  const garden = ada.page.getByRole('link', { name: /Garden/ });
  await expect(garden).toContainText('Draft');
  await garden.click();
  await expect(ada.composer).toHaveValue('About the figs');
  await expect(ada.page.getByRole('link', { name: /Kitchen/ })).toContainText('Draft');
  await ada.reloads();
  await expect(ada.composer).toHaveValue('About the figs');
  await ada.page.getByRole('link', { name: /Kitchen/ }).click();
  await expect(ada.composer).toHaveValue('About the oven');
});

test('Up in an empty field edits the last own message; Escape leaves it as it was', async ({ meet }) => {
  const [ada, ben] = await meetInRoom(meet);
  await ada.composer.press('ArrowUp');
  await expect(ada.composer).toHaveValue('Hello from Ada');
  await ada.composer.press('Escape');
  await expect(ada.composer).toHaveValue('');
  await ada.composer.press('ArrowUp');
  await ada.composer.fill('Hello again from Ada');
  await ada.composer.press('Enter');
  await ben.sees('Hello again from Ada');
  await ben.seesNot('Hello from Ada');
});

test('Enter sends, Shift and Enter begin a new line', async ({ meet }) => {
  const [ada, ben] = await meetInRoom(meet);
  await ada.composer.pressSequentially('First line');
  await ada.composer.press('Shift+Enter');
  await ada.composer.pressSequentially('Second line');
  await expect(ada.composer).toHaveValue('First line\nSecond line');
  await ada.composer.press('Enter');
  await expect(ada.composer).toHaveValue('');
  await expect(ben.message(/First line\s*Second line/)).toHaveCount(1);
});

test('Enter that ends a composition of an input method sends nothing', async ({ meet }) => {
  const [ada] = await meetInRoom(meet);
  const keyboard = await ada.context.newCDPSession(ada.page);
  await ada.composer.focus();
  await keyboard.send('Input.imeSetComposition', { text: 'にほん', selectionStart: 3, selectionEnd: 3 });
  await expect(ada.composer).toHaveValue('にほん');
  // The key goes to the input method: the page is told of it, and no character comes of it.
  await keyboard.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', key: 'Enter', code: 'Enter' });
  await keyboard.send('Input.dispatchKeyEvent', { type: 'keyUp', key: 'Enter', code: 'Enter' });
  await keyboard.send('Input.insertText', { text: '日本' });
  await expect(ada.composer).toHaveValue('日本');
  await ada.seesNot('にほん');
  await ada.page.keyboard.press('Enter');
  await ada.sees('日本');
});

test('the log is walked by arrow keys, and a message acted on by letters', async ({ meet }) => {
  const [ada, ben] = await meetInRoom(meet);
  await ada.says('The last one');
  await ada.message('The last one').focus();
  await ada.page.keyboard.press('ArrowUp');
  await expect(ada.message('Hello from Ben')).toBeFocused();
  await ada.page.keyboard.press('ArrowUp');
  await expect(ada.message('Hello from Ada')).toBeFocused();
  await ada.page.keyboard.press('ArrowDown');
  await expect(ada.message('Hello from Ben')).toBeFocused();
  await ada.page.keyboard.press('End');
  await expect(ada.message('The last one')).toBeFocused();
  await ada.page.keyboard.press('e');
  await expect(ada.composer).toBeFocused();
  await expect(ada.composer).toHaveValue('The last one');
  await ada.composer.press('Escape');

  await ada.message('Hello from Ben').focus();
  await ada.page.keyboard.press('r');
  await expect(ada.page.getByText('Replying to Ben')).toBeVisible();
  await ada.composer.press('Escape');
  await ada.message('Hello from Ben').focus();
  await ada.page.keyboard.press('+');
  await expect(ada.page.getByRole('button', { name: 'React 👍' })).toBeFocused();
  await ada.page.keyboard.press('Enter');
  await expect(ben.message('Hello from Ben').getByRole('button', { name: '👍 1, from Ada' })).toBeVisible();
  await expect(ada.message('Hello from Ben')).toBeFocused();
});

test('the focus stays in the composer from one message to the next', async ({ meet }) => {
  const [ada] = await meetInRoom(meet);
  await ada.composer.fill('One');
  await ada.composer.press('Enter');
  await expect(ada.composer).toBeFocused();
  await ada.page.keyboard.type('Two');
  await ada.page.keyboard.press('Enter');
  await ada.sees('One', 'Two');
});

test('what a draft answers, or changes, is there again after a reload', async ({ meet }) => {
  const [ada] = await meetInRoom(meet);
  const garden = ada.page.getByRole('link', { name: /Garden/ });
  await ada.startsRoom('Kitchen');
  const comesBackLater = async (): Promise<void> => {
    await ada.page.getByRole('link', { name: /Kitchen/ }).click();
    await expect(garden).toContainText('Draft');
    await ada.reloads();
    await expect(garden).toContainText('Draft');
    await garden.click();
  };
  await garden.click();
  await ada.does('Edit', 'Hello from Ada');
  await ada.composer.fill('Hello from Ada and');
  await comesBackLater();
  await expect(ada.page.getByText('Editing your message')).toBeVisible();
  await expect(ada.composer).toHaveValue('Hello from Ada and');
  await ada.composer.press('Escape');
  await expect(ada.composer).toHaveValue('');
  // The word beside the room is to be of the next draft, which is kept by the time it stands there, and not of this one.
  await ada.page.getByRole('link', { name: /Kitchen/ }).click();
  await expect(garden).not.toContainText('Draft');
  await garden.click();

  await ada.does('Reply', 'Hello from Ben');
  await ada.composer.fill('About that');
  await comesBackLater();
  await expect(ada.page.getByText('Replying to Ben')).toBeVisible();
  await expect(ada.composer).toHaveValue('About that');
});
