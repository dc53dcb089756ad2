/** Links that end, or that died unheard: real WebRTC between real browsers. */
import { expect, test } from '../people/story.ts';
import { mutable, mute } from '../faults/mute.ts';
import { meetInRoom } from '../people/meetInRoom.ts';
import type { Person } from '../people/person.ts';

const profile = { meetsPeers: true };
/** A dead link is given half a minute at least where nobody looks. */
const SOON = { timeout: 20_000 };

const areLinked = (...people: readonly Person[]): Promise<unknown> =>
  Promise.all(people.map((person) => person.goesStraightTo(1)));

const isAlone = (person: Person): Promise<void> =>
  expect(person.page.getByText(/Goes straight to/)).toHaveCount(0, SOON);

test('[SYN-7] who leaves the page says goodbye', async ({ meet, relay }) => {
  const [ada, ben] = await meetInRoom(meet, { profile });
  await areLinked(ada, ben);
  relay.freeze();
  // The page stays, so that nothing but the goodbye can end the connection.
  await ben.page.evaluate(() => dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true })));
  await isAlone(ada);
  relay.thaw();
});

test('[SYN-7] whose network goes is let go of at once, and found again when it is back', async ({ meet }) => {
  const [ada, ben] = await meetInRoom(meet, { profile });
  await areLinked(ada, ben);
  await ben.context.setOffline(true);
  await isAlone(ada);
  await ada.says('While you were away');
  await ben.context.setOffline(false);
  await areLinked(ada, ben);
  await ben.sees('While you were away');
});

test('[SYN-7] a link that died unheard is found out when the app is looked at again', async ({ meet }) => {
  const [ada, ben] = await meetInRoom(meet, { profile });
  await ben.context.addInitScript(mutable);
  await ben.page.reload();
  await areLinked(ada, ben);
  await ben.page.evaluate(mute);
  await ada.page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  await isAlone(ada);
});
