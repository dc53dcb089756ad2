/** CHA-8 without a relay: people come into rooms through friends, over peer links that are a table; the engines are real. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cryptoReady } from '#shared/crypto/ready.ts';
import { Circle, isDirectTo } from '#testing/circle.ts';
import type { HeadlessPerson } from '#testing/headlessPerson.ts';

let circle: Circle;
beforeEach(async () => {
  await cryptoReady();
  circle = await Circle.open();
});
afterEach(() => circle.close());

describe('[CHA-8] [SYN-4] the relay is gone', () => {
  test('a friend from another room lets a newcomer in; they read, write, and are known to the relay when it is back', async () => {
    const [alice, bob, cleo] = await circle.meet('Alice', 'Bob', 'Cleo');
    await circle.together('Choir', alice, bob, cleo);
    const vineyard = await circle.together('Vineyard', alice, bob);
    await alice.says(vineyard, 'Before you came');
    await alice.isKept(vineyard);
    const link = await alice.invites(vineyard);
    await circle.relayDies();
    await cleo.joins(link);
    await cleo.sees(vineyard, 'Before you came');
    await cleo.says(vineyard, 'Through a friend');
    await Promise.all([alice.sees(vineyard, 'Through a friend'), bob.sees(vineyard, 'Through a friend')]);
    await circle.relay.start();
    await Promise.all([alice, bob, cleo].map((person) => person.triesAgain()));
    await Promise.all([alice, bob, cleo].map((person) => person.isKept(vineyard)));
    expect(await cleo.reads(vineyard)).toEqual(await alice.reads(vineyard));
  });

  test('a friend who may let nobody in hands the request on to one who may', async () => {
    const [alice, bob, cleo] = await circle.meet('Alice', 'Bob', 'Cleo');
    const vineyard = await circle.together('Vineyard', alice, bob);
    await circle.together('Choir', bob, cleo);
    circle.table.keepApart(circle.endOf(alice), circle.endOf(cleo));
    const link = await alice.invites(vineyard);
    await alice.isKept(vineyard);
    await circle.relayDies();
    await cleo.joins(link);
    await cleo.says(vineyard, 'By way of Bob');
    await alice.sees(vineyard, 'By way of Bob');
  });

  test('by an open link nobody need say yes', async () => {
    const [alice, bob, cleo] = await circle.meet('Alice', 'Bob', 'Cleo');
    const vineyard = await circle.together('Vineyard', alice, bob);
    await circle.together('Choir', bob, cleo);
    const link = await alice.invites(vineyard, { open: true });
    const invitesAt = ({ device }: HeadlessPerson) => device.engine.room(vineyard).charter.charter.state().invites.size;
    await bob.until(() => invitesAt(bob) === invitesAt(alice));
    await circle.relayDies();
    await alice.closes();
    await cleo.joins(link);
    await cleo.says(vineyard, 'The link is enough');
    await bob.sees(vineyard, 'The link is enough');
  });

  test('in a room that asks a person says yes, however long after; another is told no', async () => {
    const [alice, bob, cleo, dora] = await circle.meet('Alice', 'Bob', 'Cleo', 'Dora');
    const vineyard = await circle.together('Vineyard', alice, bob);
    await circle.together('Choir', alice, bob, cleo, dora);
    await alice.device.do({ do: 'room.rules', room: vineyard, rules: { links: 'asked' } });
    const link = await alice.invites(vineyard);
    await alice.isKept(vineyard);
    await circle.relayDies();
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

describe('[CHA-8] a no', () => {
  test('comes back by the friend the request went through, who could have said neither yes nor no', async () => {
    const [alice, bob, cleo] = await circle.meet('Alice', 'Bob', 'Cleo');
    const vineyard = await circle.together('Vineyard', alice, bob);
    await circle.together('Choir', bob, cleo);
    circle.table.keepApart(circle.endOf(alice), circle.endOf(cleo));
    await alice.device.do({ do: 'room.rules', room: vineyard, rules: { links: 'asked' } });
    const link = await alice.invites(vineyard);
    await alice.isKept(vineyard);
    await circle.relayDies();
    await cleo.asks(link, 'waiting');
    const asking = async () => (await alice.details(vineyard))?.asking ?? [];
    await alice.until(async () => (await asking()).length === 1);
    const request = (await asking())[0]?.request ?? '';
    const { step } = await cleo.hears(
      link,
      () => alice.device.do({ do: 'ask.decline', room: vineyard, request }),
      ({ code }) => code === 'turned-away',
    );
    expect(step).toBe('dead');
    expect(cleo.isIn(vineyard)).toBe(false);
    expect(bob.device.engine.admissions.asking(vineyard)).toEqual([]);
  });
});

describe('[SYN-7] somebody starts anew while the relay is gone', () => {
  test('one friend they pair with introduces them to the others; what was said meanwhile comes', async () => {
    const [alice, bob, cleo] = await circle.meet('Alice', 'Bob', 'Cleo');
    const room = await circle.together('Vineyard', alice, bob, cleo);
    await circle.relayDies();
    await cleo.closes();
    await isDirectTo(alice, room, 1);
    await alice.says(room, 'While you were away');
    await bob.sees(room, 'While you were away');
    await cleo.opens();
    await circle.pair(cleo, alice);
    await cleo.sees(room, 'While you were away');
    await Promise.all([alice, bob, cleo].map((person) => isDirectTo(person, room, 2)));
  });
});
