import { MINUTE, timePasses } from '../faults/clock.ts';
import { meetInRoom } from '../people/meetInRoom.ts';
import { expect, test } from '../people/story.ts';

test('[TIM-5] both write with no network; when they are back both read the same, in the same order', async ({
  meet,
}) => {
  const [ada, ben] = await meetInRoom(meet);
  await ada.goesOffline();
  await ben.goesOffline();
  await ada.says('Written by Ada, alone');
  await timePasses(2 * MINUTE, ada, ben);
  await ben.says('Written by Ben, alone');
  await ada.says('Again by Ada');
  await ada.isTold('Again by Ada', 'Saved here');
  await ben.seesNot('Written by Ada, alone');

  await ada.comesBack();
  await ben.comesBack();
  await ada.sees('Written by Ben, alone');
  await ben.sees('Written by Ada, alone', 'Again by Ada');
  await ada.isTold('Again by Ada', 'Delivered to 1 of 1');
  const together = await ada.reads();
  expect(together.map(({ place }) => place)).toEqual([1, 2, 3, 4, 5]);
  await expect.poll(() => ben.reads()).toEqual(together);
  for (const person of [ada, ben]) await expect(person.log.getByText(/joined this room at/).first()).toBeVisible();
});

test('a strand written apart is drawn beside the vine, and its card leads to its first message', async ({ meet }) => {
  const [ada, ben] = await meetInRoom(meet);
  await ben.goesOffline();
  await ada.says('Ada goes on');
  await timePasses(2 * MINUTE, ada, ben);
  for (const n of [1, 2, 3, 4, 5]) await ben.says(`Ben, offline, ${n}`);
  await ben.comesBack();
  await ada.sees('Ben, offline, 1');

  const card = ada.log.getByText('5 messages from Ben joined this room at');
  await expect(card).toBeVisible();
  await ada.log.getByRole('button', { name: 'Show the first' }).click();
  await expect(ada.message('Ben, offline, 1')).toBeFocused();
  await expect(ada.message('Ben, offline, 3')).toBeVisible();
  await expect(ben.log.getByText('Your 5 messages joined this room at')).toBeVisible();
});

test('[LOG-9] with the relay stopped a reload opens the app; reading and writing go on, and all merges later', async ({
  meet,
  relay,
}) => {
  const [ada, ben] = await meetInRoom(meet);
  await ada.hasAppInstalled();
  await relay.stop();
  await ada.isOn('Offline');
  await ben.says('Ben while the relay is down');

  await ada.reloads();
  await ada.sees('Hello from Ada', 'Hello from Ben');
  await ada.says('Ada after a reload');
  await ada.isTold('Ada after a reload', 'Saved here');
  await ada.reloads();
  await ada.sees('Ada after a reload');

  await relay.start();
  await ada.sees('Ben while the relay is down');
  await ben.sees('Ada after a reload');
  await ada.isTold('Ada after a reload', 'Delivered to 1 of 1');
  const together = await ada.reads();
  await expect.poll(() => ben.reads()).toEqual(together);
});

test('an installed app started with the relay stopped makes an identity, a room and an invite', async ({
  meet,
  relay,
}) => {
  const [ada, ben] = [await meet(), await meet()];
  await ada.opens();
  await ada.hasAppInstalled();
  await relay.stop();

  await ada.startsAs('Ada');
  await ada.startsRoom('Made in the woods');
  const link = await ada.invites();
  await ada.says('Nobody hears this yet');
  await ada.isTold('Nobody hears this yet', 'Saved here');
  await ada.isOn('Offline');

  await relay.start();
  await ada.isTold('Nobody hears this yet', 'On the relay');
  await ben.joins(link, 'Ben');
  await ben.sees('Nobody hears this yet');
  await expect(ben.page).toHaveTitle(/Made in the woods/);
});
