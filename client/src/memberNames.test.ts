/** TIM-7: who may say nothing has a name all the same, and nobody but the room reads it. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { cryptoReady } from '#shared/crypto/ready.ts';
import { identityOf } from '#testing/gathering.ts';
import { HeadlessPerson } from '#testing/headlessPerson.ts';
import { RelayProcess } from '#testing/relayProcess.ts';
import { Travel } from '#testing/travel.ts';
import { systemClock } from './adapters/systemClock.ts';

let relay: RelayProcess;
let alice: HeadlessPerson;
let bob: HeadlessPerson;
const others: HeadlessPerson[] = [];

beforeEach(async () => {
  await cryptoReady();
  relay = await RelayProcess.start();
  alice = await new HeadlessPerson('Alice', relay.origin).opens();
  bob = await new HeadlessPerson('Zebedee', relay.origin).opens();
});
afterEach(async () => {
  await Promise.all([alice, bob, ...others.splice(0)].map((person) => person.closes()));
  await relay.discard();
});

test('[TIM-7] a newcomer to a read-only room is named, renames themselves, and by the timeline once they may write', async () => {
  const room = await alice.startsRoom();
  await alice.device.do({ do: 'room.rules', room, rules: { write: 'admin' } });
  const link = await alice.invites(room);
  await alice.isKept(room);
  await bob.joins(link);
  const named = (name: string) =>
    alice.until(async () => (await alice.details(room))?.members.some((member) => member.name === name) === true);
  await named('Zebedee');
  await bob.device.do({ do: 'rename', name: 'Zachariah' });
  await named('Zachariah');
  await alice.device.do({ do: 'room.rules', room, rules: { write: 'member' } });
  await bob.until(async () => (await bob.details(room))?.may.write === true);
  await bob.device.do({ do: 'rename', name: 'Zoe' });
  await bob.says(room, 'At last');
  await named('Zoe');
  await alice.sees(room, 'At last');
  expect((await alice.reads(room)).at(-1)).toBe('Zoe: At last');
  // Sealed: the relay keeps no name in clear.
  await bob.isKept(room);
  await relay.end('SIGTERM');
  const data = join(relay.folder, 'data');
  for (const file of readdirSync(data).filter((name) => name.startsWith('relay.sqlite')))
    for (const name of ['Zebedee', 'Zachariah', 'Zoe'])
      expect(readFileSync(join(data, file)).includes(name)).toBe(false);
});

test('[TIM-7] whose name by the charter changes, or counts from now on, is named anew in all they have said', async () => {
  const room = await alice.startsRoom();
  await bob.joins(await alice.invites(room));
  const said = await bob.says(room, 'So be it');
  await bob.device.do({ do: 'react', room, target: said, emoji: '👍', on: true });
  const named = (name: string) =>
    alice.seesMessage(
      room,
      said,
      (message) => message.name === name && message.reactions[0]?.by.some((one) => one.name === name) === true,
    );
  await named('Zebedee');
  await alice.device.do({ do: 'room.rules', room, rules: { write: 'admin' } });
  await bob.until(async () => (await bob.details(room))?.may.write === false);
  await bob.device.do({ do: 'rename', name: 'Zachariah' });
  await named('Zachariah');
  await alice.device.do({ do: 'room.rules', room, rules: { write: 'member' } });
  await named('Zebedee');
});

test('[TIM-7] who is put out keeps the name they had last, whatever the room settles afterwards', async () => {
  const room = await alice.startsRoom();
  await alice.device.do({ do: 'room.rules', room, rules: { write: 'admin' } });
  const link = await alice.invites(room);
  await alice.isKept(room);
  await bob.joins(link);
  const named = (name: string) =>
    alice.until(async () => (await alice.details(room))?.members.some((member) => member.name === name) === true);
  await named('Zebedee');
  await alice.device.do({ do: 'room.rules', room, rules: { write: 'member' } });
  await bob.until(async () => (await bob.details(room))?.may.write === true);
  await bob.device.do({ do: 'rename', name: 'Zoe' });
  const said = await bob.says(room, 'At last');
  await named('Zoe');
  await alice.device.do({ do: 'member.remove', room, identity: identityOf(bob) });
  const goesBy = async (name: string): Promise<void> => {
    await alice.until(async () => (await alice.details(room))?.gone?.some((one) => one.name === name) === true);
    await alice.seesMessage(room, said, (message) => message.name === name);
  };
  await goesBy('Zoe');
  await alice.device.do({ do: 'room.rules', room, rules: { write: 'owner' } });
  await alice.until(async () => (await alice.details(room))?.rules.write === 'owner');
  await goesBy('Zoe');
});

test('[TIM-7] and so they are in months that were not open then, and by a program that was closed meanwhile', async () => {
  const now = Date.now();
  const clock = new Travel(Travel.later(now, -1, now), systemClock);
  const ann = await new HeadlessPerson('Ann', relay.origin, clock).opens();
  const ben = await new HeadlessPerson('Ben', relay.origin, clock).opens();
  others.push(ann, ben);
  const room = await ann.startsRoom();
  await ben.joins(await ann.invites(room, { days: 90 }));
  await ben.says(room, 'Long ago');
  await ann.sees(room, 'Long ago');
  clock.at = now;
  await ann.says(room, 'Now');
  await ann.isKept(room);
  await ann.closes();
  await ann.opens();
  await ann.device.do({ do: 'room.rules', room, rules: { write: 'admin' } });
  await ben.until(async () => (await ben.details(room))?.may.write === false);
  await ben.device.do({ do: 'rename', name: 'Benedict' });
  await ann.until(async () => (await ann.details(room))?.members.some(({ name }) => name === 'Benedict') === true);
  await ann.isKept(room);
  await ann.closes();
  await ann.opens();
  await ann.device.do({ do: 'room.show', room });
  await ann.until(async () => (await ann.reads(room))[0] === 'Benedict: Long ago');
});
