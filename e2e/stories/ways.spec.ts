/** What a message says of its way: through the relay, by a friend, straight, or written where nobody was reached. */
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '../people/story.ts';
import { meetInALine } from '../people/meetInALine.ts';
import { meetInRoom } from '../people/meetInRoom.ts';
import type { Person } from '../people/person.ts';

const profile = { meetsPeers: true };

async function saysNothingOfItsWay(person: Person, text: string): Promise<void> {
  await person.sees(text);
  await expect(person.message(text)).not.toHaveAccessibleName(/via |written/);
}

test('what the relay brought says so, what came straight does not, and a reload forgets neither', async ({
  meet,
  relay,
}) => {
  const [ada, ben, link] = await meetInRoom(meet, { profile });
  const cleo = await meet();
  await cleo.joins(link, 'Cleo');
  await ada.isOn('Direct to 1 + 1 by relay');
  await cleo.says('By the relay');
  await ada.isTold('By the relay', 'via relay');
  await expect(ada.message('By the relay').getByText('via relay')).toBeVisible();
  // With the relay frozen there is one way left.
  relay.freeze();
  await ben.says('Straight to you');
  await saysNothingOfItsWay(ada, 'Straight to you');
  await relay.kill();
  await relay.start();

  await ada.reloads();
  await ada.isTold('By the relay', 'via relay');
  await saysNothingOfItsWay(ada, 'Straight to you');
  const { violations } = await new AxeBuilder({ page: ada.page }).include('[role=log]').analyze();
  expect(violations).toEqual([]);
});

test('what a friend passed on says so', async ({ meet, relay }) => {
  const [ada, ben, cleo] = await meetInALine(meet);
  await relay.kill();
  await ada.says('From one end');
  await cleo.isTold('From one end', 'via a friend');
  await saysNothingOfItsWay(ben, 'From one end');
});

test('what was written with nobody in reach says so for good, to whoever wrote it', async ({ meet }) => {
  const [ada, ben] = await meetInRoom(meet);
  await ada.goesOffline();
  await ada.says('On the train');
  await ada.isTold('On the train', /written offline, Saved here/);
  await ada.comesBack();
  await ada.says('Back again');
  await saysNothingOfItsWay(ada, 'Back again');
  await ben.isTold('On the train', 'via relay');
  await ada.isTold('On the train', /written offline, Delivered to 1 of 1/);
  await ada.reloads();
  await ada.isTold('On the train', /written offline, Delivered to 1 of 1/);
});
