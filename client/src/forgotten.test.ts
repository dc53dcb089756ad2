/** Rooms removed from a device (0039): what goes, what waits, what comes back. Real engines, a real relay. */
import { expect, test } from 'vitest';
import type { RoomId } from '#shared/ids.ts';
import { TABLES } from '#shared/ports/deviceStore.ts';
import { Gathering, identityOf } from '#testing/gathering.ts';
import type { HeadlessPerson } from '#testing/headlessPerson.ts';
import { LaptopClock } from '#testing/laptopClock.ts';

const gathering = Gathering.forTests();
const HELD_MS = 6_000;

/** Where this device keeps anything that names the room, beside that it was removed. */
function keptOf({ device }: HeadlessPerson, room: RoomId): string[] {
  const rows = TABLES.flatMap((table) =>
    [...(device.memory.disk.tables.get(table)?.read({}) ?? [])].map(({ key }) => `${table} ${key}`),
  );
  return [...rows, ...device.memory.library.keys()].filter((key) => key.includes(room) && !key.includes('forget/'));
}

/** Somebody whose time passes when it is told to. */
async function meet(name: string) {
  const clock = new LaptopClock();
  const person = await gathering.somebody(name, clock).opens();
  const forgets = async (room: RoomId): Promise<void> => {
    await person.device.do({ do: 'room.forget', room });
    clock.sleeps(HELD_MS);
  };
  return { person, clock, forgets };
}

const isGone = (person: HeadlessPerson, room: RoomId): Promise<void> =>
  person.until(() => person.device.engine.view.summary(room) === undefined);
const isMember = (person: HeadlessPerson, of: HeadlessPerson, room: RoomId): boolean =>
  of.device.engine.room(room).charter.charter.state().members.has(identityOf(person));

async function together() {
  const alice = await gathering.meet('Alice');
  const { person: bob, clock, forgets } = await meet('Bob');
  const room = await alice.startsRoom();
  const link = await alice.invites(room, { open: true });
  await alice.isKept(room);
  await bob.joins(link);
  await alice.says(room, 'Welcome');
  await bob.sees(room, 'Welcome');
  return { alice, bob, clock, forgets, room, link };
}

test('a room that was left goes from the device with all that is kept of it, and stays gone', async () => {
  const { alice, bob, forgets, room } = await together();
  await bob.device.do({ do: 'draft', room, draft: { text: 'Begun' } });
  await bob.device.do({ do: 'room.leave', room });
  await alice.until(() => !isMember(bob, alice, room));
  expect(keptOf(bob, room).length).toBeGreaterThan(5);
  await forgets(room);
  await isGone(bob, room);
  expect(keptOf(bob, room)).toEqual([]);
  await bob.closes();
  await bob.opens();
  expect(bob.device.engine.view.summaries).toEqual([]);
  expect(keptOf(bob, room)).toEqual([]);
});

test('for six seconds it can be undone, and then no more', async () => {
  const { alice, bob, clock, forgets, room } = await together();
  await bob.device.do({ do: 'room.forget', room });
  expect(bob.device.engine.view.summary(room)?.going).toBe(true);
  clock.sleeps(HELD_MS - 1_000);
  await bob.device.do({ do: 'room.keep', room });
  expect(bob.device.engine.view.summary(room)?.going).toBeUndefined();
  clock.sleeps(HELD_MS);
  await bob.says(room, 'Still here');
  await alice.sees(room, 'Still here');
  await forgets(room);
  await expect(bob.device.do({ do: 'room.keep', room })).rejects.toThrow('already');
  await isGone(bob, room);
});

test('of a room one is in the words go out first, and that one leaves, whenever the relay is there again', async () => {
  const { alice, bob, forgets, room } = await together();
  await gathering.relay.end('SIGKILL');
  await bob.says(room, 'My last word');
  await forgets(room);
  await bob.until(() => bob.device.engine.view.summary(room)?.left === true);
  expect(keptOf(bob, room).length).toBeGreaterThan(0);
  await bob.closes();
  await gathering.relay.start();
  await bob.opens();
  await isGone(bob, room);
  expect(keptOf(bob, room)).toEqual([]);
  await alice.sees(room, 'My last word');
  await alice.until(() => !isMember(bob, alice, room));
});

test('whom somebody put out removes the room with the relay away', async () => {
  const { alice, bob, forgets, room } = await together();
  await alice.device.do({ do: 'member.remove', room, identity: identityOf(bob) });
  await bob.until(() => bob.device.engine.view.summary(room)?.removed !== undefined);
  await gathering.relay.end('SIGKILL');
  await forgets(room);
  await isGone(bob, room);
  expect(keptOf(bob, room)).toEqual([]);
});

test('a room of one’s own is removed at once; whoever has one with others in it hands it over first', async () => {
  const { person: ada, forgets } = await meet('Ada');
  const room = await ada.startsRoom();
  await ada.says(room, 'Notes to myself');
  await forgets(room);
  await isGone(ada, room);
  expect(keptOf(ada, room)).toEqual([]);
  const { alice, room: theirs } = await together();
  await expect(alice.device.do({ do: 'room.forget', room: theirs })).rejects.toThrow('Hand it over');
});

test('whoever is let in again has the room again', async () => {
  const { alice, bob, forgets, room, link } = await together();
  await forgets(room);
  await isGone(bob, room);
  await alice.until(() => !isMember(bob, alice, room));
  await bob.joins(link);
  await bob.sees(room, 'Welcome');
  await bob.says(room, 'Back again');
  await alice.sees(room, 'Back again');
  await bob.until(async () => (await bob.details(room))?.members.length === 2);
});

test('a room that was removed does not come back by what this person’s devices keep for each other', async () => {
  const { alice, bob, forgets, room } = await together();
  const { words } = await bob.device.do({ do: 'recovery.draw' });
  await bob.device.do({ do: 'recovery.keep', words: (words ?? []).join(' '), passphrase: '' });
  const own = await bob.startsRoom('Notes');
  await bob.says(own, 'To myself');
  for (const each of [room, own]) await forgets(each);
  for (const each of [room, own]) await isGone(bob, each);
  await bob.closes();
  await bob.opens();
  await bob.says(await bob.startsRoom('Another'), 'Here');
  await alice.until(() => !isMember(bob, alice, room));
  for (const each of [room, own]) expect(keptOf(bob, each)).toEqual([]);
});

test('a program that ends while it deletes goes on when it starts', async () => {
  const { alice, bob, room } = await together();
  await bob.device.do({ do: 'room.leave', room });
  await alice.until(() => !isMember(bob, alice, room));
  const { memory } = bob.device;
  await bob.closes();
  memory.disk.tables.get('commands')?.put(`forget/${room}`, 'deleting');
  await bob.opens();
  expect(bob.device.engine.view.summaries).toEqual([]);
  expect(keptOf(bob, room)).toEqual([]);
});
