import type { Page } from '@playwright/test';
import { stored } from '../people/browserStorage.ts';
import { meetInRoom } from '../people/meetInRoom.ts';
import type { Person } from '../people/person.ts';
import { expect, test } from '../people/story.ts';

/** Databases of documents this browser has. */
const documents = (page: Page): Promise<number> =>
  page.evaluate(async () => (await indexedDB.databases()).filter(({ name }) => name?.startsWith('grapevine/')).length);

const listed = (person: Person, name: string) =>
  person.page.getByRole('navigation', { name: 'Rooms' }).getByRole('link', { name: new RegExp(name) });

async function isGoneFrom(person: Person, ...words: readonly string[]): Promise<void> {
  await expect.poll(() => documents(person.page), { timeout: 30_000 }).toBe(0);
  for (const word of words) expect(await stored(person.page)).not.toContain(word);
}

test('Ada removed Ben: offline he removes the room from his device, thinks again, and then it is gone', async ({
  meet,
}) => {
  const [ada, ben] = await meetInRoom(meet);
  await ada.removes('Ben', 'Moved away');
  await expect(ben.page.getByText('Ada removed you from this room')).toBeVisible();
  await ben.hasAppInstalled();
  await ben.context.setOffline(true);
  const removes = async (): Promise<void> => {
    await ben.page.getByRole('note').getByRole('button', { name: 'Remove from this device…' }).click();
    const dialog = ben.page.getByRole('dialog', { name: 'Remove Garden from this device?' });
    await expect(dialog).toContainText('They cannot be brought back here');
    await dialog.getByRole('button', { name: 'Remove it' }).click();
    await expect(ben.page.getByText('Garden is removed from this device')).toBeVisible();
  };
  await removes();
  await expect(listed(ben, 'Garden')).toHaveCount(0);
  await ben.page.getByRole('button', { name: 'Undo' }).click();
  await listed(ben, 'Garden').click();
  await ben.sees('Hello from Ada');
  expect(await stored(ben.page)).toContain('Hello from Ada');

  await removes();
  await isGoneFrom(ben, 'Hello from Ada', 'Hello from Ben', 'Garden', 'Moved away');
  await ben.reloads();
  await expect(ben.page.getByRole('heading', { name: 'Start a room or join one' })).toBeVisible();
});

test('Ben leaves and takes the room off his device in one go, by the keyboard; what he wrote reaches Ada', async ({
  meet,
}) => {
  const [ada, ben] = await meetInRoom(meet);
  await ben.says('Goodbye then');
  await ben.page.getByRole('button', { name: 'Leave room' }).press('Enter');
  const dialog = ben.page.getByRole('dialog', { name: 'Leave this room?' });
  await dialog.getByRole('checkbox', { name: 'Remove it from this device as well' }).press('Space');
  await dialog.getByRole('button', { name: 'Leave room' }).press('Enter');
  await isGoneFrom(ben, 'Hello from Ada', 'Goodbye then', 'Garden');
  await ada.sees('Goodbye then');
  await expect(ada.member('Ben')).toHaveCount(0);
});
