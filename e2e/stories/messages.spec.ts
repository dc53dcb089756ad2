import { meetInRoom } from '../people/meetInRoom.ts';
import { expect, test } from '../people/story.ts';

/** A delete is held for 6 s. */
const HELD = { timeout: 25_000 };

test('a message is edited, and everybody can read what it said before', async ({ meet }) => {
  const [ada, ben] = await meetInRoom(meet);
  await ada.says('Meet at six');
  await ben.sees('Meet at six');
  await ada.does('Edit', 'Meet at six');
  await expect(ada.composer).toHaveValue('Meet at six');
  await ada.composer.fill('Meet at seven');
  await ada.page.getByRole('button', { name: 'Save', exact: true }).click();

  await ben.sees('Meet at seven');
  await ben.seesNot('Meet at six');
  await ben.message('Meet at seven').getByRole('button', { name: 'edited' }).click();
  await expect(ben.page.getByLabel('Earlier versions')).toContainText('Meet at six');
  await expect(ada.composer).toHaveValue('');
});

test('a delete is undone in time, and nobody else sees a thing', async ({ meet }) => {
  const [ada, ben] = await meetInRoom(meet);
  await ada.says('Deleted in haste');
  await ben.sees('Deleted in haste');
  await ada.does('Delete', 'Deleted in haste');
  await expect(ada.log.getByText('You deleted this message')).toBeVisible();
  await ada.page.getByRole('button', { name: 'Undo' }).click();
  await ada.sees('Deleted in haste');
  // Whatever was to be sent would have come before this.
  await ada.says('Thought better of it');
  await ben.sees('Thought better of it', 'Deleted in haste');
});

test('a delete that nobody undoes reaches everybody, and the words are gone', async ({ meet }) => {
  const [ada, ben] = await meetInRoom(meet);
  await ada.says('A secret that slipped out');
  await ben.sees('A secret that slipped out');
  await ada.does('Delete', 'A secret that slipped out');
  await ben.sees('A secret that slipped out');
  await expect(ben.message('Deleted by the author')).toBeVisible(HELD);
  await ben.seesNot('A secret that slipped out');
  await expect(ada.message('You deleted this message')).toBeVisible();
  await expect(ben.page.getByRole('link', { name: /Garden/ })).not.toContainText('A secret');
});

test('a delete is sent also when its tab is closed meanwhile', async ({ meet }) => {
  const [ada, ben] = await meetInRoom(meet);
  await ada.says('Gone with its tab');
  await ben.sees('Gone with its tab');
  await ada.does('Delete', 'Gone with its tab');
  await expect(ada.log.getByText('You deleted this message')).toBeVisible();
  await ada.page.close();

  ada.page = await ada.context.newPage();
  await ada.opens();
  await expect(ben.message('Deleted by the author')).toBeVisible(HELD);
  await ben.seesNot('Gone with its tab');
});

test('six quick reactions, one press away; a second press takes one back', async ({ meet }) => {
  const [ada, ben] = await meetInRoom(meet);
  await ben.reacts('Hello from Ada', '🎉');
  const seen = ada.message('Hello from Ada').getByRole('button', { name: '🎉 1, from Ben' });
  await expect(seen).toBeVisible();
  await seen.click();
  await expect(ben.message('Hello from Ada').getByRole('button', { name: /🎉 2, from / })).toBeVisible();
  await ben
    .message('Hello from Ada')
    .getByRole('button', { name: /🎉 2, from / })
    .click();
  await expect(ada.message('Hello from Ada').getByRole('button', { name: '🎉 1, from Ada' })).toBeVisible();

  await ben.does('React', 'Hello from Ada');
  const bar = ben.message('Hello from Ada').getByRole('toolbar');
  await expect(bar.getByRole('button')).toHaveCount(6);
});

test('a reply quotes what it answers, and leads there', async ({ meet }) => {
  const [ada, ben] = await meetInRoom(meet);
  await ben.does('Reply', 'Hello from Ada');
  await expect(ben.page.getByText('Replying to Ada')).toBeVisible();
  await ben.says('Hello yourself');
  await ada.sees('Hello yourself');
  const quote = ada.message('Hello yourself').getByRole('button', { name: /Hello from Ada/ });
  await expect(quote).toBeVisible();
  await quote.click();
  await expect(ada.message('Hello from Ada').first()).toBeFocused();
});

test('markdown and code are shown as such, and nothing written becomes a script', async ({ meet }) => {
  const [ada, ben] = await meetInRoom(meet);
  await ada.composer.fill('**Bold** and `code` and <img src=x onerror="document.title=1"> https://example.org/');
  await ada.send.click();
  await expect(ben.message('Bold').getByRole('strong')).toHaveText('Bold');
  await expect(ben.message('Bold').getByRole('code')).toHaveText('code');
  await expect(ben.message('Bold').getByRole('img')).toHaveCount(0);
  const link = ben.message('Bold').getByRole('link', { name: 'https://example.org/' });
  await expect(link).toHaveAttribute('rel', /noopener/);
  await expect(link).toHaveAttribute('target', '_blank');
  await expect(ben.page).toHaveTitle(/Garden/);
});
