/** What a room has settled for itself, obeyed by real engines that meet through the real relay. */
import { expect, test } from 'vitest';
import type { RoomId } from '#shared/ids.ts';
import { Gathering } from '#testing/gathering.ts';
import type { HeadlessPerson } from '#testing/headlessPerson.ts';
import type { Rules } from './engine/messages/rooms.ts';

const gathering = Gathering.forTests();

const settles = (person: HeadlessPerson, room: RoomId, rules: Partial<Rules>) =>
  person.device.do({ do: 'room.rules', room, rules });

/** Alice's room with these rules, which has heard something before Bob comes. */
async function aRoom(rules: Partial<Rules>) {
  const [alice, bob] = [await gathering.meet('Alice'), await gathering.meet('Bob')];
  const room = await alice.startsRoom();
  await alice.says(room, 'Before anybody came');
  await settles(alice, room, rules);
  const link = await alice.invites(room);
  await alice.isKept(room);
  await bob.joins(link);
  return { alice, bob, room };
}

const marksOf = ({ device }: HeadlessPerson, room: RoomId) =>
  device.engine.parts.store.range('markers', { from: `${room}/`, to: `${room}0` });

test('[MRK-3] with receipts off nobody sends a marker, and nothing is told of who has a message; switched on again, it is', async () => {
  const { alice, bob, room } = await aRoom({ receipts: false });
  const id = await bob.says(room, 'Who has this?');
  await alice.sees(room, 'Who has this?');
  await alice.says(room, 'I do, and do not tell');
  await bob.sees(room, 'I do, and do not tell');
  await Promise.all([alice.isKept(room), bob.isKept(room)]);
  for (const person of [alice, bob]) expect(await marksOf(person, room)).toEqual([]);
  const message = await bob.seesMessage(room, id, () => true);
  expect(await bob.copiesOf(room, message)).toMatchObject({ members: 0, off: true });

  await settles(alice, room, { receipts: true });
  await bob.until(async () => (await bob.copiesOf(room, message)).members === 1);
});

test('[EPO-4] “from their joining on”: what was said before somebody came stays closed to them', async () => {
  const { alice, bob, room } = await aRoom({ history: 'joining' });
  await alice.says(room, 'Now that you are here');
  await bob.sees(room, 'Now that you are here');
  expect((await bob.messages(room)).map(({ text }) => text)).toEqual(['Now that you are here']);
  await bob.says(room, 'Thank you');
  await alice.sees(room, 'Before anybody came', 'Thank you');
});

const membersOf = async (person: HeadlessPerson, room: RoomId): Promise<string[]> =>
  ((await person.details(room))?.members ?? []).map(({ name }) => name).sort();

test('[EPO-4] [TIM-7] and yet they know what the room and everybody in it is called, also who says nothing', async () => {
  const { alice, bob, room } = await aRoom({ history: 'joining' });
  await bob.says(room, 'Hello');
  await alice.sees(room, 'Hello');
  const carol = await gathering.meet('Carol');
  await carol.joins(await alice.invites(room));
  for (const person of [alice, bob, carol])
    await person.until(async () => (await membersOf(person, room)).join() === 'Alice,Bob,Carol');
  expect(carol.device.engine.view.summary(room)?.name).toBe('Vineyard');
  await alice.device.do({ do: 'room.rename', room, name: 'Orchard' });
  await carol.until(() => carol.device.engine.view.summary(room)?.name === 'Orchard');
  // Once for each newcomer, and no more.
  await Promise.all([alice, bob, carol].map((person) => person.isKept(room)));
  const entriesOf = ({ device }: HeadlessPerson): number =>
    device.engine.room(room).documents.reduce((sum, { log }) => sum + log.size, 0);
  const written = entriesOf(carol);
  await carol.says(room, 'So that is who you are');
  await bob.sees(room, 'So that is who you are');
  expect(entriesOf(bob)).toBe(written + 1);
});

test('[EPO-4] an open link of such a room reads from its making on', async () => {
  const [alice, bob] = [await gathering.meet('Alice'), await gathering.meet('Bob')];
  const room = await alice.startsRoom();
  await alice.says(room, 'Before the link');
  await settles(alice, room, { history: 'joining' });
  const link = await alice.invites(room, { open: true });
  await alice.says(room, 'After the link');
  await alice.isKept(room);
  await alice.closes();
  await bob.joins(link);
  await bob.sees(room, 'After the link');
  expect((await bob.messages(room)).map(({ text }) => text)).toEqual(['After the link']);
});

test('in a room where admins write, a newcomer comes in and reads, and is told why they cannot write', async () => {
  const { alice, bob, room } = await aRoom({ write: 'admin' });
  await bob.sees(room, 'Before anybody came');
  await bob.until(async () => (await bob.details(room))?.may.write === false);
  await expect(bob.says(room, 'May I?')).rejects.toThrow('may only read it');
  await settles(alice, room, { write: 'member' });
  await bob.until(async () => (await bob.details(room))?.may.write === true);
  await bob.says(room, 'Now I may');
  await alice.sees(room, 'Now I may');
});

test('where members may invite, whom they bring can read', async () => {
  const { alice, bob, room } = await aRoom({ invite: 'member' });
  const carol = await gathering.meet('Carol');
  const link = await bob.invites(room);
  await bob.isKept(room);
  await carol.joins(link);
  await carol.sees(room, 'Before anybody came');
  await alice.until(async () => (await alice.details(room))?.members.length === 3);
  expect((await alice.details(room))?.members.map(({ rank }) => rank)).toEqual(['owner', 'member', 'reader']);
});

test('[CHA-8] a room that begins to ask ends its open links, and makes no more of them', async () => {
  const [alice, bob] = [await gathering.meet('Alice'), await gathering.meet('Bob')];
  const room = await alice.startsRoom();
  const link = await alice.invites(room, { open: true });
  await settles(alice, room, { links: 'asked' });
  await alice.isKept(room);
  await expect(alice.invites(room, { open: true })).rejects.toThrow('says yes to each newcomer');
  expect(await bob.looks(link, 'dead')).toMatchObject({ step: 'dead' });
  await alice.says(room, 'Sealed to people alone');
  await alice.sees(room, 'Sealed to people alone');
});

test('whoever is no admin changes no rules, and hears who can', async () => {
  const { bob, room } = await aRoom({});
  await expect(settles(bob, room, { write: 'owner' })).rejects.toThrow('An admin can');
  expect((await bob.details(room))?.rules.write).toBe('member');
});
