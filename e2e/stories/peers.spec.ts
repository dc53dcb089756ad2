/** Real WebRTC between real browsers, over loopback: no STUN, no TURN, nobody in between. */
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { expect, test } from '../people/story.ts';
import { meetInALine } from '../people/meetInALine.ts';
import { meetInRoom } from '../people/meetInRoom.ts';

const profile = { meetsPeers: true };

/** Entries the relay has on its disk, of all rooms. */
function entriesOn(folder: string): number {
  const database = new DatabaseSync(join(folder, 'relay.sqlite'), { readOnly: true });
  const row = database.prepare('select sum(count) as entries from writers').get();
  database.close();
  return Number(row?.['entries'] ?? 0);
}

test('[SYN-7] two browsers meet straight; the relay is frozen, then killed, and they talk on', async ({
  meet,
  relay,
}) => {
  const [ada, ben] = await meetInRoom(meet, { profile });
  await ada.goesStraightTo(1);
  await ben.goesStraightTo(1);
  await ada.isTold('Hello from Ada', 'Delivered to 1 of 1');
  await ada.isOn('Direct to 1');
  await expect(ada.page.getByText('1 person nearby')).toBeVisible();

  relay.freeze();
  const before = entriesOn(relay.data);
  await ada.says('Straight to you');
  await ben.sees('Straight to you');
  await ben.says('And straight back');
  await ada.sees('And straight back');
  await ada.isTold('Straight to you', 'Delivered to 1 of 1');

  await relay.kill();
  await ada.isOn('Direct to 1');
  await ada.goesStraightTo(1);
  await expect(ada.page.getByText('Relay unreachable, people nearby still get everything').first()).toBeVisible();
  await ada.says('The relay is gone');
  await ben.sees('The relay is gone');
  await ben.says('Who cares');
  await ada.sees('Who cares');
  expect(entriesOn(relay.data), 'nothing of it passed through the relay').toBe(before);

  await relay.start();
  for (const person of [ada, ben]) await expect(person.page.getByText(/^Relay reachable/).first()).toBeVisible();
  await ada.isOn('Direct to 1');
  expect(await ben.reads()).toEqual(await ada.reads());
});

test('[MRK-2] the pill and the message say who is reached straight, who by the relay, and who has it', async ({
  meet,
  relay,
}) => {
  const [ada, ben, link] = await meetInRoom(meet, { profile });
  const cleo = await meet();
  await cleo.joins(link, 'Cleo');
  await ada.isOn('Direct to 1 + 1 by relay');
  await relay.kill();
  await ada.isOn('Direct to 1');
  await ada.says('To whoever is near');
  await ben.sees('To whoever is near');
  await ada.isTold('To whoever is near', 'With 1 peer');
  await relay.start();
  await ada.isTold('To whoever is near', 'Delivered to 2 of 2');
});

test('[SYN-7] three in a room go on without the relay, and so do two when the third is gone', async ({
  meet,
  relay,
}) => {
  const [ada, ben, link] = await meetInRoom(meet, { profile });
  const cleo = await meet(profile);
  await cleo.joins(link, 'Cleo');
  await ada.goesStraightTo(2);
  await ben.goesStraightTo(2);
  await cleo.goesStraightTo(2);
  await relay.kill();
  await cleo.isOn('Direct to 2');
  await cleo.says('Three of us');
  await Promise.all([ada.sees('Three of us'), ben.sees('Three of us')]);
  await cleo.isTold('Three of us', 'Delivered to 2 of 2');
  await ben.context.close();
  await ada.goesStraightTo(1);
  await ada.says('Two of us');
  await cleo.sees('Two of us');
});

test('[CHA-8] the relay is killed, chat goes on, and a third comes in through a friend', async ({ meet, relay }) => {
  const [ada, ben, choir] = await meetInRoom(meet, { room: 'Choir', profile });
  const cleo = await meet(profile);
  await cleo.joins(choir, 'Cleo');
  await Promise.all([ada, ben, cleo].map((person) => person.goesStraightTo(2)));
  await ada.startsRoom('Vineyard');
  const link = await ada.invites();
  await ben.joins(link, 'Ben');
  await ada.says('Before you came');
  await ben.sees('Before you came');
  await ada.goesStraightTo(1);

  await relay.kill();
  await ada.isOn('Direct to 1');
  await cleo.isOn('Direct to 2');
  await cleo.joins(link, 'Cleo');
  await cleo.sees('Before you came');
  await cleo.says('Nobody stood in between');
  await Promise.all([ada.sees('Nobody stood in between'), ben.sees('Nobody stood in between')]);
  await cleo.goesStraightTo(2);
  await cleo.isTold('Nobody stood in between', 'Delivered to 2 of 2');
});

test('[SYN-7] three in a line: the ends never meet, the relay is killed, and they read each other through the one between', async ({
  meet,
  relay,
}) => {
  const [ada, ben, cleo] = await meetInALine(meet);
  await ada.goesStraightTo(1);
  await cleo.goesStraightTo(1);
  await relay.kill();
  await ben.isOn('Direct to 2');
  await ada.says('From one end');
  await cleo.sees('From one end');
  await cleo.says('From the other');
  await ada.sees('From the other');
  await ben.sees('From the other');
  await ada.goesStraightTo(1);
  await cleo.goesStraightTo(1);
});
