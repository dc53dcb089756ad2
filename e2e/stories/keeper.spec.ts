/** Two browsers alone with a dead relay, and a device without a window that they both know to dial. Real processes, real WebRTC. */
import { Keeper } from '../people/keeper.ts';
import { meetInRoom } from '../people/meetInRoom.ts';
import type { Person } from '../people/person.ts';
import { expect, test as base } from '../people/story.ts';

const test = base.extend<{ keeper: Keeper }>({
  keeper: async ({}, use) => {
    const keeper = await Keeper.make();
    await use(keeper);
    await keeper.discard();
  },
});

const profile = { meetsPeers: true };

/** Their browser has kept where somebody is dialled: nothing on screen says so, for nothing hangs on it until the relay is gone. */
async function knowsWhereToDial({ page }: Person): Promise<void> {
  const kept = (): Promise<number> =>
    page.evaluate(async () => {
      const open = indexedDB.open('grapevine');
      const database = await new Promise<IDBDatabase>((resolve) => (open.onsuccess = () => resolve(open.result)));
      const keys = database.transaction('index').objectStore('index').getAllKeys();
      await new Promise((resolve) => (keys.onsuccess = resolve));
      database.close();
      return keys.result.filter((key) => typeof key === 'string' && key.startsWith('listens/')).length;
    });
  await expect.poll(kept, { timeout: 30_000 }).toBe(1);
}

test('[MRK-4] the relay is killed, both reload, and they find each other through a keeper they dial', async ({
  meet,
  relay,
  keeper,
}) => {
  const [ada, ben, link] = await meetInRoom(meet, { profile });
  await keeper.joins(link);
  for (const person of [ada, ben]) {
    await person.hasAppInstalled();
    await knowsWhereToDial(person);
  }
  await relay.kill();
  for (const person of [ada, ben]) await person.reloads();
  for (const person of [ada, ben]) await person.goesStraightTo(2);
  await ada.says('With no relay, and after a reload');
  await ben.sees('With no relay, and after a reload');
  await ben.says('By a keeper we both know');
  await ada.sees('By a keeper we both know');
  await ada.isOn('Direct to 2');
  // Not through it: it has brought them together.
  await keeper.ends();
  await ada.goesStraightTo(1);
  await ada.says('And now without it');
  await ben.sees('And now without it');
});

test('[MRK-4] a keeper that was started anew is dialled where it was', async ({ meet, relay, keeper }) => {
  const [ada, ben, link] = await meetInRoom(meet, { profile });
  await keeper.joins(link);
  await ada.hasAppInstalled();
  await knowsWhereToDial(ada);
  // The keeper would bring the two together, and what is told below would be told of him too.
  await ben.page.close();
  await relay.kill();
  await keeper.ends();
  await ada.reloads();
  await ada.isOn('Offline');
  await ada.says('Nobody is there');
  await keeper.runs();
  await ada.isTold('Nobody is there', 'With 1 peer');
});
