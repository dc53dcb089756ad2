/** What somebody who leaves leaves behind: real engines, a real relay. */
import { expect, test } from 'vitest';
import type { RoomId } from '#shared/ids.ts';
import { Gathering, identityOf } from '#testing/gathering.ts';
import type { HeadlessPerson } from '#testing/headlessPerson.ts';

const gathering = Gathering.forTests();

const isMember = (person: HeadlessPerson, of: HeadlessPerson, room: RoomId): boolean =>
  of.device.engine.room(room).charter.charter.state().members.has(identityOf(person));

async function aRoom() {
  const [alice, bob] = [await gathering.meet('Alice'), await gathering.meet('Bob')];
  const room = await alice.startsRoom();
  const link = await alice.invites(room, { open: true });
  await alice.isKept(room);
  await bob.joins(link);
  await alice.until(() => isMember(bob, alice, room));
  return { alice, bob, room, link };
}

test('[CHA-8] by an open link whose maker has left since, somebody else lets people in', async () => {
  const { alice, bob, room, link } = await aRoom();
  await alice.device.do({ do: 'member.handover', room, identity: identityOf(bob) });
  await alice.isKept(room);
  await alice.device.do({ do: 'room.leave', room });
  await bob.until(() => !isMember(alice, bob, room));
  await bob.isKept(room);
  await bob.closes();
  const carol = await gathering.meet('Carol');
  expect(await carol.asks(link, 'waiting')).toMatchObject({ waitingFor: 'a member of the room' });
  await bob.opens();
  await carol.until(() => carol.isIn(room));
  await bob.says(room, 'Welcome');
  await carol.sees(room, 'Welcome');
});
