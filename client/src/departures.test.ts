/** What somebody who leaves leaves behind: real engines, a real relay. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { cryptoReady } from '#shared/crypto/ready.ts';
import type { IdentityId, RoomId } from '#shared/ids.ts';
import { HeadlessPerson } from '#testing/headlessPerson.ts';
import { RelayProcess } from '#testing/relayProcess.ts';

let relay: RelayProcess;
beforeAll(async () => {
  await cryptoReady();
  relay = await RelayProcess.start();
});
afterAll(() => relay.discard());

const people: HeadlessPerson[] = [];
beforeEach(() => relay.start());
afterEach(async () => {
  await Promise.all(people.splice(0).map((person) => person.closes()));
});

function meet(name: string): Promise<HeadlessPerson> {
  const person = new HeadlessPerson(name, relay.origin);
  people.push(person);
  return person.opens();
}

const identityOf = ({ device }: HeadlessPerson): IdentityId => {
  const { keys } = device.engine;
  if (!keys) throw new TypeError('they have opened the app');
  return keys.identity;
};

const isMember = (person: HeadlessPerson, of: HeadlessPerson, room: RoomId): boolean =>
  of.device.engine.room(room).charter.charter.state().members.has(identityOf(person));

async function aRoom() {
  const [alice, bob] = [await meet('Alice'), await meet('Bob')];
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
  const carol = await meet('Carol');
  expect(await carol.asks(link, 'waiting')).toMatchObject({ waitingFor: 'a member of the room' });
  await bob.opens();
  await carol.until(() => carol.isIn(room));
  await bob.says(room, 'Welcome');
  await carol.sees(room, 'Welcome');
});
