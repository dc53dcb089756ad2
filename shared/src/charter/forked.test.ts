import * as fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { Charter } from '#shared/charter/charter.ts';
import { encodeState } from '#shared/charter/encodeState.ts';
import { makeGrants, makeRotate } from '#shared/charter/epochs.ts';
import { withoutForked } from '#shared/charter/forked.ts';
import { rankOf } from '#shared/charter/state.ts';
import { usableEpochs } from '#shared/charter/usableEpochs.ts';
import { cryptoReady } from '#shared/crypto/ready.ts';
import type { Entry } from '#shared/entry/entry.ts';
import { type RoomId, roomOf } from '#shared/ids.ts';
import { forksIn, randomHistory, shuffled } from '#testing/charterHistory.ts';
import { CharterModel } from '#testing/charterModel.ts';
import { allOf, Person } from '#testing/charterPeople.ts';
import { seededRandom } from '#testing/seededRandom.ts';

beforeAll(cryptoReady);

const roomIn = ([first]: readonly Entry[]): RoomId => {
  if (!first) throw new RangeError('an empty history');
  return roomOf(first.document);
};

/** A replica that got these entries in this order and heard of the forks at some moment. */
function told(entries: readonly Entry[], forks = forksIn(entries), heardAt = entries.length): Charter {
  const charter = new Charter(roomIn(entries));
  entries.forEach((entry, i) => {
    if (i === heardAt) charter.forked(forks);
    charter.add(entry);
  });
  if (heardAt >= entries.length) charter.forked(forks);
  return charter;
}

describe('[LOG-8a] whatever was forked', () => {
  test('every order of delivery, and of hearing of the forks, folds to the same bytes', () => {
    let forked = 0;
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 10, max: 45 }), (seed, moves) => {
        const entries = randomHistory(seed, moves, true);
        const random = seededRandom(seed + 1);
        forked += forksIn(entries).size;
        const plain = encodeState(told(entries).state());
        for (let order = 0; order < 6; order++) {
          const charter = told(shuffled(entries, random), forksIn(entries), random.below(entries.length + 1));
          expect(charter.size).toBe(entries.length);
          expect(encodeState(charter.state())).toEqual(plain);
        }
      }),
      { numRuns: 80 },
    );
    expect(forked).toBeGreaterThan(20);
  });

  test('what of the branches nobody else built on need not be here; the rest folds as ever, without the device', () => {
    let leftOut = 0;
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 10, max: 45 }), (seed, moves) => {
        const entries = randomHistory(seed, moves, true);
        const forks = forksIn(entries);
        const whole = told(entries, forks);
        const built = entries.filter(({ id }) => whole.isIn(id));
        leftOut += entries.filter(({ id }) => !whole.isIn(id) && whole.faultOf(id) === undefined).length;
        expect(encodeState(told(built, forks).state())).toEqual(encodeState(whole.state()));
        const model = withoutForked(new CharterModel(roomIn(entries), built).state(), forks);
        expect(encodeState(whole.state())).toEqual(encodeState(model));
      }),
      {
        numRuns: 80,
        examples: [
          // A device brought in on one branch, with the rank its person got on the other, was nobody's to who decides from nothing.
          [2, 32],
          // Who comes in alone as an admin and acts was nobody, from nothing, where the act's id is the lower.
          [29, 15],
          [55, 30],
        ],
      },
    );
    expect(leftOut).toBeGreaterThan(20);
  });

  test('nothing by a device that forked nothing is left out, nor what it rests on', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const entries = randomHistory(seed, 30, true);
        const forks = forksIn(entries);
        const charter = told(entries, forks);
        for (const { id, device } of entries)
          if (!forks.has(device) && charter.faultOf(id) === undefined) expect(charter.isIn(id)).toBe(true);
      }),
      { numRuns: 80 },
    );
  });
});

/** Alice founds a room for three and lets them have the key. */
function roomOfThree(): { alice: Person; bob: Person; carol: Person; all: () => Entry[] } {
  const [alice, bob, carol] = [new Person('alice'), new Person('bob'), new Person('carol')];
  alice.founds();
  for (const [person, role] of [
    [bob, 'admin'],
    [carol, 'member'],
  ] as const) {
    alice.says({ t: 'member.add', role, certificates: [person.certificate] });
    person.enters(alice.charter.room);
  }
  const { op, id, key } = makeRotate(alice.charter.state(), alice.charter.heads(), () => undefined, alice.random);
  alice.says(op);
  const { charter, random } = alice;
  for (const grant of makeGrants(charter.state(), [], id, key, [bob.device, carol.device], random)) alice.says(grant);
  for (const person of [bob, carol]) person.hears(...alice.written);
  return { alice, bob, carol, all: () => allOf(alice, bob, carol) };
}

test('[T-53] a removed founder publishes a fork at an old slot: nothing she did before is undone, nor does it do anything', () => {
  const { alice, bob, carol, all } = roomOfThree();
  alice.says({ t: 'member.handover', member: bob.identity });
  bob.hears(...alice.written).says({ t: 'member.remove', member: alice.identity });
  carol.hears(...all()).says({ t: 'member.leave' });
  const before = encodeState(bob.hears(...all()).charter.state());
  const ids = new Set(alice.written.map(({ id }) => id));
  for (let slot = 1; slot < alice.written.length; slot++) {
    const twin = alice.clone(slot).hears(...alice.written.slice(0, slot));
    twin.says({ t: 'member.add', role: 'admin', certificates: [new Person('mallory').certificate] });
    twin.says({ t: 'settings', policies: { invite: 'owner' } });
    const news = twin.written.filter(({ id }) => !ids.has(id));
    expect(news).toHaveLength(2);
    for (let order = 0; order < 20; order++) {
      const charter = told(shuffled([...all(), ...news], seededRandom(order)), new Map([[alice.device, slot]]), order);
      const { members, devices, policies } = charter.state();
      expect([...members].map(([identity, { rank }]) => [identity, rank])).toEqual([[bob.identity, 'owner']]);
      expect(policies.invite).toBe('admin');
      expect(devices.get(alice.device)).toMatchObject({ live: false, revoked: true });
      // Nothing but the device's key is another than without the fork.
      const known = devices.get(alice.device);
      const spared = known && { ...charter.state(), devices: devices.with(alice.device, { ...known, revoked: false }) };
      expect(spared && encodeState(spared)).toEqual(before);
    }
  }
});

test('[LOG-8a] of two branches what others built on stands, the rest is void', () => {
  const { alice, bob, carol, all } = roomOfThree();
  const [dave, erin, frank] = [new Person('dave'), new Person('erin'), new Person('frank')];
  const twin = bob.clone();
  twin.hears(...alice.written);
  bob.says({ t: 'member.add', role: 'member', certificates: [dave.certificate] });
  alice.hears(...bob.written).says({ t: 'settings', policies: { write: 'moderator' } });
  bob.says({ t: 'member.add', role: 'member', certificates: [erin.certificate] });
  twin.says({ t: 'member.add', role: 'member', certificates: [frank.certificate] });
  carol.hears(...twin.written).says({ t: 'member.leave' });
  twin.says({ t: 'member.remove', member: dave.identity });
  const entries = [...all(), ...twin.written];
  expect([...forksIn(entries)]).toEqual([[bob.device, 0]]);
  const charter = told(entries);
  const ranks = [bob, carol, dave, erin, frank].map(({ identity }) => rankOf(charter.state(), identity));
  expect(ranks).toEqual(['admin', undefined, 'member', undefined, 'member']);
  // What is written from then on rests on nothing that is void.
  expect(charter.heads().every((head) => charter.isIn(head))).toBe(true);
});

test('[LOG-8a] [EPO-3] the device counts as revoked: no epoch it reached is usable, and the next goes without it', () => {
  const { alice, bob, carol, all } = roomOfThree();
  const charter = told(all(), new Map());
  const [epoch] = usableEpochs(charter.state());
  expect(epoch).toBeDefined();
  charter.forked(new Map([[carol.device, 1]]));
  expect(usableEpochs(charter.state())).toEqual([]);
  expect(rankOf(charter.state(), carol.identity)).toBe('member');
  expect(charter.state().devices.get(carol.device)).toMatchObject({ live: false, revoked: true });
  for (const { device } of [alice, bob]) expect(charter.state().devices.get(device)?.live).toBe(true);
});

describe('[LOG-8a] a device brings in one branch of each list', () => {
  test('nobody names two, or another of their own', () => {
    const { bob, carol, all } = roomOfThree();
    const twin = bob.clone().hears(...all());
    const third = bob.clone().hears(...all());
    const adds = (person: Person, name: string): Entry =>
      person.says({ t: 'member.add', role: 'member', certificates: [new Person(name).certificate] });
    const [one, two, three] = [adds(bob, 'dave'), adds(twin, 'erin'), adds(third, 'frank')];
    const deeper = bob.says({ t: 'settings', policies: { write: 'moderator' } });
    carol.hears(one, two, three, deeper);
    const { charter } = carol;
    expect(charter.namesTwoBranches(carol.device, undefined, [one.id])).toBe(false);
    expect(charter.namesTwoBranches(carol.device, undefined, [one.id, deeper.id])).toBe(false);
    expect(charter.namesTwoBranches(carol.device, undefined, [one.id, two.id])).toBe(true);
    const named = carol.says({ t: 'member.leave' }, [one.id]);
    expect(charter.namesTwoBranches(carol.device, named.id, [deeper.id])).toBe(false);
    expect(charter.namesTwoBranches(carol.device, named.id, [three.id])).toBe(true);
    expect(charter.namesTwoBranches(bob.device, one.id, [two.id])).toBe(true);
    expect(charter.namesTwoBranches(bob.device, undefined, [two.id])).toBe(true);
    expect(charter.namesTwoBranches(bob.device, deeper.id, [one.id])).toBe(false);
  });
});
