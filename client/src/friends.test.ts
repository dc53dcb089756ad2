/** CHA-8 without a relay: people come into rooms through friends, over peer links that are a table; the engines are real. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cryptoReady } from '#shared/crypto/ready.ts';
import type { RoomId } from '#shared/ids.ts';
import { HeadlessPerson } from '#testing/headlessPerson.ts';
import { PeerTable, type TableEnd } from '#testing/peerTable.ts';
import { RelayProcess } from '#testing/relayProcess.ts';
import { systemClock } from './adapters/systemClock.ts';

let relay: RelayProcess;
let table: PeerTable;
const people: HeadlessPerson[] = [];
const ends = new Map<HeadlessPerson, TableEnd>();
beforeEach(async () => {
  await cryptoReady();
  relay = await RelayProcess.start();
  table = new PeerTable();
});
afterEach(async () => {
  await Promise.all(people.splice(0).map((person) => person.closes()));
  await relay.discard();
});

function meet(name: string): Promise<HeadlessPerson> {
  let made: TableEnd | undefined;
  const person: HeadlessPerson = new HeadlessPerson(name, relay.origin, systemClock, undefined, () => {
    made = table.links();
    return made;
  });
  const opened = person.opens();
  if (made) ends.set(person, made);
  people.push(person);
  return opened;
}

const endOf = (person: HeadlessPerson): TableEnd => {
  const end = ends.get(person);
  if (!end) throw new TypeError(`${person.name} has links`);
  return end;
};

const isDirectTo = (person: HeadlessPerson, room: RoomId, count: number): Promise<void> =>
  person.until(() => (person.device.engine.connection.current.direct?.[room]?.devices ?? 0) === count);

/** A room its first person made, with everybody else in it, all of them linked. */
async function together(name: string, host: HeadlessPerson, ...guests: HeadlessPerson[]): Promise<RoomId> {
  const room = await host.startsRoom(name);
  const link = await host.invites(room);
  await host.isKept(room);
  for (const guest of guests) await guest.joins(link);
  await Promise.all([host, ...guests].map((person) => person.isKept(room)));
  await Promise.all([host, ...guests].map((person) => isDirectTo(person, room, guests.length)));
  return room;
}

async function relayDies(...all: readonly HeadlessPerson[]): Promise<void> {
  await relay.end('SIGKILL');
  await Promise.all(all.map((one) => one.until(() => one.device.engine.connection.current.state === 'offline')));
}

describe('[CHA-8] [SYN-4] the relay is gone', () => {
  test('a friend from another room lets a newcomer in; they read, write, and are known to the relay when it is back', async () => {
    const [alice, bob, cleo] = [await meet('Alice'), await meet('Bob'), await meet('Cleo')];
    await together('Choir', alice, bob, cleo);
    const vineyard = await together('Vineyard', alice, bob);
    await alice.says(vineyard, 'Before you came');
    await alice.isKept(vineyard);
    const link = await alice.invites(vineyard);
    await relayDies(alice, bob, cleo);
    await cleo.joins(link);
    await cleo.sees(vineyard, 'Before you came');
    await cleo.says(vineyard, 'Through a friend');
    await Promise.all([alice.sees(vineyard, 'Through a friend'), bob.sees(vineyard, 'Through a friend')]);
    await relay.start();
    await Promise.all([alice, bob, cleo].map((person) => person.triesAgain()));
    await Promise.all([alice, bob, cleo].map((person) => person.isKept(vineyard)));
    expect(await cleo.reads(vineyard)).toEqual(await alice.reads(vineyard));
  });

  test('a friend who may let nobody in hands the request on to one who may', async () => {
    const [alice, bob, cleo] = [await meet('Alice'), await meet('Bob'), await meet('Cleo')];
    const vineyard = await together('Vineyard', alice, bob);
    await together('Choir', bob, cleo);
    table.keepApart(endOf(alice), endOf(cleo));
    const link = await alice.invites(vineyard);
    await alice.isKept(vineyard);
    await relayDies(alice, bob, cleo);
    await cleo.joins(link);
    await cleo.says(vineyard, 'By way of Bob');
    await alice.sees(vineyard, 'By way of Bob');
  });

  test('by an open link nobody need say yes', async () => {
    const [alice, bob, cleo] = [await meet('Alice'), await meet('Bob'), await meet('Cleo')];
    const vineyard = await together('Vineyard', alice, bob);
    await together('Choir', bob, cleo);
    const link = await alice.invites(vineyard, { open: true });
    await alice.isKept(vineyard);
    await alice.closes();
    await relayDies(bob, cleo);
    await cleo.joins(link);
    await cleo.says(vineyard, 'The link is enough');
    await bob.sees(vineyard, 'The link is enough');
  });

  test('in a room that asks a person says yes, however long after; another is told no', async () => {
    const [alice, bob, cleo, dora] = [await meet('Alice'), await meet('Bob'), await meet('Cleo'), await meet('Dora')];
    const vineyard = await together('Vineyard', alice, bob);
    await together('Choir', alice, bob, cleo, dora);
    await alice.device.do({ do: 'room.rules', room: vineyard, rules: { links: 'asked' } });
    const link = await alice.invites(vineyard);
    await alice.isKept(vineyard);
    await relayDies(alice, bob, cleo, dora);
    await cleo.asks(link, 'waiting');
    const asking = async () => (await alice.details(vineyard))?.asking ?? [];
    await alice.until(async () => (await asking()).length === 1);
    const [asker] = await asking();
    expect(asker?.name).toBe('Cleo');
    const isIn = cleo.until(() => cleo.isIn(vineyard));
    await alice.device.do({ do: 'ask.admit', room: vineyard, request: asker?.request ?? '' });
    await isIn;
    await dora.asks(link, 'waiting');
    await alice.until(async () => (await asking()).length === 1);
    const isOut = dora.hears(
      link,
      async () => alice.device.do({ do: 'ask.decline', room: vineyard, request: (await asking())[0]?.request ?? '' }),
      ({ code }) => code === 'turned-away',
    );
    expect((await isOut).step).toBe('dead');
    expect(dora.isIn(vineyard)).toBe(false);
  });
});
