/** CHA-5: what arrived after a removal, through real engines and the real relay. */
import { expect, test } from 'vitest';
import { Gathering, identityOf } from '#testing/gathering.ts';
import type { HeadlessPerson } from '#testing/headlessPerson.ts';
import type { LeftOut } from './engine/messages/members.ts';

const gathering = Gathering.forTests();

/** Nothing listens there. */
const NOWHERE = 'http://127.0.0.1:9';

/** Carol, an admin out of reach, removes Ben; Alice and Dan, a member, have read what he wrote meanwhile. */
async function benIsRemoved() {
  const { alice, ben, carol, dan, room, link } = await gathering.aliceAndThree();
  for (const person of [ben, carol, dan]) await person.joins(link);
  await alice.device.do({ do: 'member.role', room, identity: identityOf(carol), role: 'admin' });
  await ben.says(room, 'Seen by everybody');
  for (const person of [alice, carol, dan]) await person.sees(room, 'Seen by everybody');
  await carol.until(async () => (await carol.details(room))?.may.invite === true);
  await carol.closes();

  await ben.says(room, 'Carol has not seen this');
  await ben.says(room, 'Nor this');
  for (const person of [alice, dan]) await person.sees(room, 'Nor this');
  const away = await gathering.somebody('Carol', undefined, carol.device.memory, NOWHERE).opens();
  await away.device.do({ do: 'member.remove', room, identity: identityOf(ben) });
  await away.closes();
  await carol.opens();
  await carol.isKept(room);
  return { alice, ben, carol, dan, room };
}

const texts = (left: readonly LeftOut[] = []) => left.flatMap(({ messages }) => messages.map(({ text }) => text));

test('[CHA-5] what came after a removal is kept, shown to nobody, and counts once the owner says so', async () => {
  const { alice, ben, carol, dan, room } = await benIsRemoved();
  const leftOut = async (person: HeadlessPerson) => (await person.details(room))?.leftOut;
  await alice.until(async () => ((await leftOut(alice)) ?? []).length > 0);
  expect(await leftOut(alice)).toMatchObject([{ identity: identityOf(ben), name: 'Ben', count: 2 }]);
  expect(texts(await leftOut(alice))).toEqual(['Carol has not seen this', 'Nor this']);
  expect(await alice.reads(room)).toEqual(['Ben: Seen by everybody']);
  // Dan keeps it too, and has no say.
  await dan.until(async () => (await dan.messages(room)).length === 1);
  expect(await leftOut(dan)).toEqual([]);
  const identity = identityOf(ben);
  await expect(dan.device.do({ do: 'cut.extend', room, identity })).rejects.toThrow('left out');

  await alice.closes();
  await alice.opens();
  await alice.device.do({ do: 'room.show', room });
  await alice.until(async () => texts(await leftOut(alice)).length === 2);

  await alice.device.do({ do: 'cut.extend', room, identity });
  for (const person of [alice, dan, carol]) await person.sees(room, 'Carol has not seen this', 'Nor this');
  await alice.until(async () => (await leftOut(alice))?.length === 0);
  expect((await alice.details(room))?.members.map(({ name }) => name)).not.toContain('Ben');
});

test('[CHA-5] who is out is put out again: what was seen before, and what was let count, counts no more', async () => {
  const { alice, ben, carol, dan, room } = await benIsRemoved();
  const identity = identityOf(ben);
  await alice.until(async () => ((await alice.details(room))?.leftOut.length ?? 0) > 0);
  await alice.device.do({ do: 'cut.extend', room, identity });
  await dan.sees(room, 'Nor this');
  await alice.until(async () => (await alice.details(room))?.gone?.length === 1);
  expect((await alice.details(room))?.gone).toEqual([{ identity, name: 'Ben', by: 'Carol' }]);
  // A member has no say.
  expect((await dan.details(room))?.gone).toBeUndefined();
  const first = (await alice.messages(room)).find(({ text }) => text === 'Carol has not seen this');
  if (!first) throw new TypeError('it counts by now');
  await alice.device.do({ do: 'member.remove', room, identity, since: first.at });
  for (const person of [alice, dan, carol])
    await person.until(async () => (await person.reads(room)).join() === 'Ben: Seen by everybody');
  await alice.device.do({ do: 'member.remove', room, identity, since: 0 });
  for (const person of [alice, dan, carol]) await person.until(async () => (await person.reads(room)).length === 0);
});
