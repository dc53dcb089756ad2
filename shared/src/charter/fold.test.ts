import * as fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { Charter } from '#shared/charter/charter.ts';
import { encodeState } from '#shared/charter/encodeState.ts';
import { rankOf } from '#shared/charter/state.ts';
import { cryptoReady } from '#shared/crypto/ready.ts';
import type { Entry } from '#shared/entry/entry.ts';
import { type RoomId, roomOf } from '#shared/ids.ts';
import { randomHistory, shuffled } from '#testing/charterHistory.ts';
import { Person } from '#testing/charterPeople.ts';
import { CharterModel } from '#testing/charterModel.ts';
import { longCharter } from '#testing/longCharter.ts';
import { seededRandom } from '#testing/seededRandom.ts';

beforeAll(cryptoReady);

const roomIn = (entries: readonly Entry[]): RoomId => {
  const [first] = entries;
  if (!first) throw new RangeError('an empty history');
  return roomOf(first.document);
};

/** A charter given these entries in this order; looked at on the way, so that what is cached along it matters. */
function told(entries: readonly Entry[], look: () => boolean): Charter {
  const charter = new Charter(roomIn(entries));
  for (const entry of entries) {
    charter.add(entry);
    if (look()) charter.state();
  }
  return charter;
}

test('[CHA-1] every permutation of delivery folds to the same bytes', () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 5, max: 40 }), (seed, moves) => {
      const entries = randomHistory(seed, moves);
      const random = seededRandom(seed + 1);
      const plain = encodeState(told(entries, () => false).state());
      for (let order = 0; order < 6; order++) {
        const charter = told(shuffled(entries, random), () => random.fraction() < 0.5);
        expect(charter.size).toBe(entries.length);
        expect(encodeState(charter.state())).toEqual(plain);
      }
    }),
    { numRuns: 25 },
  );
});

test('[CHA-1] the quick fold is the plain fold of all ops from nothing, verdict by verdict', () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 5, max: 50 }), (seed, moves) => {
      const entries = randomHistory(seed, moves);
      const random = seededRandom(seed + 2);
      const charter = told(shuffled(entries, random), () => random.fraction() < 0.5);
      const model = new CharterModel(charter.room, entries);
      for (const { id } of entries) expect(charter.faultOf(id)?.code).toBe(model.faultOf(id));
      expect(encodeState(charter.state())).toEqual(encodeState(model.state()));
    }),
    { numRuns: 25 },
  );
});

test('[CHA-4] a hundred people at odds all the time: so is what is decided from where all was settled', () => {
  for (const seed of [1, 2, 3]) {
    const { entries } = longCharter(240, seed);
    const charter = told(entries, () => true);
    const model = new CharterModel(charter.room, entries);
    for (const { id } of entries) expect(charter.faultOf(id)?.code).toBe(model.faultOf(id));
    expect(encodeState(charter.state())).toEqual(encodeState(model.state()));
  }
});

test(
  '[T-31] [CHA-4] a promotion against a removal folds to one state in ten thousand orders of delivery',
  { timeout: 120_000 },
  () => {
    const [alice, bob, carol, mallory] = ['alice', 'bob', 'carol', 'mallory'].map((name) => new Person(name)) as [
      Person,
      Person,
      Person,
      Person,
    ];
    alice.founds();
    for (const { certificate } of [bob, carol])
      alice.says({ t: 'member.add', role: 'admin', certificates: [certificate] });
    alice.says({ t: 'member.add', role: 'member', certificates: [mallory.certificate] });
    for (const person of [bob, carol, mallory]) person.enters(alice.charter.room).hears(...alice.written);
    // The owner makes her an admin while an admin puts her out, another lowers her, and she acts on what she was made.
    alice.says({ t: 'member.role', member: mallory.identity, role: 'admin' });
    bob.says({ t: 'member.remove', member: mallory.identity });
    carol.says({ t: 'member.role', member: mallory.identity, role: 'reader' });
    mallory.hears(...alice.written).says({ t: 'member.role', member: bob.identity, role: 'member' });
    mallory.says({ t: 'settings', policies: { invite: 'owner' } });
    const entries = [alice, bob, carol, mallory].flatMap(({ written }) => written);
    const random = seededRandom(31);
    const folds = new Set<string>();
    for (let order = 0; order < 10_000; order++) {
      const charter = new Charter(alice.charter.room);
      for (const entry of shuffled(entries, random)) charter.add(entry, { trusted: true });
      folds.add(String(encodeState(charter.state())));
    }
    expect(folds.size).toBe(1);
    const state = alice.hears(...entries).charter.state();
    expect(rankOf(state, mallory.identity)).toBe('admin');
  },
);

test('[CHA-3] a verdict is the same whatever else is here', () => {
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const entries = randomHistory(seed, 30);
      const whole = told(entries, () => false);
      const random = seededRandom(seed + 3);
      const some = told(
        entries.filter(() => random.fraction() < 0.8),
        () => true,
      );
      for (const { id } of entries) if (some.has(id)) expect(some.faultOf(id)).toEqual(whole.faultOf(id));
    }),
    { numRuns: 15 },
  );
});

test('[CHA-3] the state at some heads is that of a charter that holds their ancestors alone', () => {
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const entries = randomHistory(seed, 30);
      const whole = told(entries, () => false);
      const random = seededRandom(seed + 4);
      const heads = shuffled(entries, random)
        .slice(0, 3)
        .map(({ id }) => id);
      const ancestors = entries.filter(({ id }) => whole.descends(heads, [id]));
      const alone = told(ancestors, () => true);
      expect(encodeState(whole.stateAt(heads))).toEqual(encodeState(alone.state()));
    }),
    { numRuns: 20 },
  );
});
