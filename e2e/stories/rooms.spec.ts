import { meetInRoom } from '../people/meetInRoom.ts';
import { expect, test } from '../people/story.ts';

test('who may names the room anew and gives it a topic; the others see both', async ({ meet }) => {
  const [ada, ben] = await meetInRoom(meet);
  await expect(ben.page.getByRole('heading', { name: /^Members/ })).toBeVisible();
  await expect(ben.page.getByRole('button', { name: 'Change name or topic' })).toHaveCount(0);
  await ada.page.getByRole('button', { name: 'Change name or topic' }).click();
  const name = ada.page.getByRole('textbox', { name: 'Name', exact: true });
  await expect(name).toBeFocused();
  await name.fill('Orchard');
  await ada.page.getByRole('textbox', { name: 'Topic' }).fill('Apples, mostly');
  await ada.page.getByRole('button', { name: 'Save', exact: true }).click();
  for (const person of [ada, ben]) {
    await expect(person.page.getByRole('heading', { name: 'Orchard' })).toBeVisible();
    await expect(person.page.getByText('Apples, mostly')).toBeVisible();
    await expect(person.composer).toHaveAccessibleName('Message Orchard');
  }
  await ben.says('Good name');
  await ada.sees('Good name');
});

test('the first thing a dialog asks for has the focus', async ({ meet }) => {
  const ada = await meet();
  await ada.startsAs('Ada');
  await ada.page.getByRole('button', { name: 'Start a room' }).click();
  await expect(ada.page.getByRole('textbox', { name: 'Room name' })).toBeFocused();
  await ada.page.keyboard.type('Garden');
  await ada.page.keyboard.press('Enter');
  await ada.isIn();
  await ada.page.getByRole('button', { name: 'Invite', exact: true }).click();
  await expect(ada.page.getByRole('heading', { name: 'Who else should be here?' })).toBeFocused();
});
