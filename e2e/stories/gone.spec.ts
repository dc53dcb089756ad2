import { stored } from '../people/browserStorage.ts';
import { meetInRoom } from '../people/meetInRoom.ts';
import { expect, test } from '../people/story.ts';

/** That it leaves the files of the relay, sync-server/src/husks.test.ts shows. */
test('[ENT-6] a deleted message leaves the storage of every browser that had it', async ({ meet }) => {
  const [ada, ben] = await meetInRoom(meet);
  await ada.says('The password is persimmon');
  await ben.does('Reply', 'The password is persimmon');
  await ben.says('Please take that back');
  await ada.sees('Please take that back');
  expect(await stored(ada.page)).toContain('persimmon');
  await ada.does('Delete', 'The password is persimmon');
  await ben.seesNot('The password is persimmon');
  for (const person of [ada, ben])
    await expect.poll(() => stored(person.page), { timeout: 20_000 }).not.toContain('persimmon');
  await ben.reloads();
  await ben.sees('Please take that back');
  await ben.seesNot('persimmon');
});
