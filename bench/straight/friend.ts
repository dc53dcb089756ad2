/** Somebody who has the room: the other side of a catch-up. Does what it is told, one thing after the other, over IPC. */
import { cryptoReady } from '#shared/crypto/ready.ts';
import { HeadlessPerson } from '#testing/headlessPerson.ts';
import { Libp2pPeers } from '../../client/src/adapters/libp2pPeers.ts';
import { systemClock } from '../../client/src/adapters/systemClock.ts';
import { webRandom } from '../../client/src/adapters/webRandom.ts';
import type { FromFriend, ToFriend } from './friendProcess.ts';
import { rawServer } from './rawChannel.ts';

let friend: HeadlessPerson | undefined;
const known = (): HeadlessPerson => {
  if (!friend) throw new TypeError('a friend begins first');
  return friend;
};

async function begin(relay: string): Promise<FromFriend> {
  const links = (): Libp2pPeers => new Libp2pPeers((length) => webRandom.bytes(length));
  friend = await new HeadlessPerson('Alice', relay, systemClock, undefined, links).opens();
  const room = await friend.startsRoom();
  const link = await friend.invites(room, { open: true });
  await friend.isKept(room);
  return { link };
}

async function obey(told: ToFriend): Promise<FromFriend> {
  switch (told.do) {
    case 'begin':
      return begin(told.relay);
    case 'join':
      await known().joins(told.link);
      await known().isKept(told.room);
      return {};
    case 'return':
      await known().triesAgain();
      return {};
    case 'raw':
      return { answer: await rawServer(told.offer) };
  }
}

await cryptoReady();
process.on('message', (told: ToFriend) => {
  obey(told).then(
    (answer) => process.send?.(answer),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
