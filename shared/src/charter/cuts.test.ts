/** CHA-5 as the guard of a timeline asks it: what of the removed and the demoted still counts. */
import { beforeAll, expect, test } from 'vitest';
import { Charter } from '#shared/charter/charter.ts';
import { countedRank } from '#shared/charter/countedRank.ts';
import { countsMore } from '#shared/charter/countsMore.ts';
import { cutStops } from '#shared/charter/cutStops.ts';
import type { Cut } from '#shared/charter/cuts.ts';
import { encodeState } from '#shared/charter/encodeState.ts';
import { granteesOf, makeGrants, makeRotate } from '#shared/charter/epochs.ts';
import { charterJudge } from '#shared/charter/judge.ts';
import type { Rank } from '#shared/charter/rank.ts';
import { rankOf } from '#shared/charter/state.ts';
import { usableEpochs } from '#shared/charter/usableEpochs.ts';
import { cryptoReady } from '#shared/crypto/ready.ts';
import type { Entry } from '#shared/entry/entry.ts';
import { documentId, monthOf, type EntryId } from '#shared/ids.ts';
import { chain } from '#shared/log/chain.ts';
import { DocumentLog } from '#shared/log/documentLog.ts';
import { admit } from '#shared/log/guard.ts';
import { allOf, FOUNDED, Person, type Saying } from '#testing/charterPeople.ts';
import { Pen, runOf } from '#testing/writers.ts';

beforeAll(cryptoReady);

function meet(...people: Person[]): void {
  for (const person of people) person.hears(...allOf(...people));
}

/** Alice's room with two admins, and Mallory. */
function room(mallorys: Rank = 'member') {
  const [alice, bob, carol, mallory] = ['alice', 'bob', 'carol', 'mallory'].map((name) => new Person(name)) as [
    Person,
    Person,
    Person,
    Person,
  ];
  alice.founds();
  for (const admin of [bob, carol]) alice.says({ t: 'member.add', role: 'admin', certificates: [admin.certificate] });
  alice.says({ t: 'member.add', role: mallorys, certificates: [mallory.certificate] });
  for (const person of [bob, carol, mallory]) person.enters(alice.charter.room).hears(...allOf(alice));
  return { alice, bob, carol, mallory };
}

const timeline = ({ charter }: Person) => documentId(charter.room, monthOf(FOUNDED));

const penOf = (person: Person, n = 0): Pen => new Pen(timeline(person), { ...person.keys, device: person.device }, n);

/** Writes so many entries, as of what the author knows now. */
function writes(pen: Pen, heads: readonly EntryId[], many: number): Entry[] {
  return Array.from({ length: many }, () => pen.write(undefined, { heads }));
}

const cutAfter = (entries: readonly Entry[]): Cut[] => {
  const last = entries.at(-1);
  return last ? [{ writer: last.writer, count: last.seq + 1, last: last.id }] : [];
};

/** How many of these entries a guard with this charter takes in, and why no more. */
function takenOf(charter: Charter, entries: readonly Entry[]): [count: number, fault: string | undefined] {
  const [first] = entries;
  if (!first) return [0, undefined];
  const { accepted, faults } = admit(new DocumentLog(first.document), [runOf(entries)], charterJudge(charter));
  return [accepted.length, faults[0]?.fault.code];
}

test('[T-27] [CHA-5] neither a clock put back nor another writer brings in what the removed wrote after the cut', () => {
  const { alice, mallory } = room();
  const before = mallory.charter.heads();
  const pen = penOf(mallory);
  const seen = writes(pen, before, 3);
  alice.says({ t: 'member.remove', member: mallory.identity, cuts: cutAfter(seen) });
  const backdated = pen.write(undefined, { heads: before, hlc: { ms: FOUNDED, counter: 1 } });
  expect(takenOf(alice.charter, [...seen, backdated])).toEqual([3, 'beyond-cut']);

  // Under every other writer id of this device, and in every other month, nothing was seen: nothing counts.
  const another = penOf(mallory, 1).write(undefined, { heads: before, hlc: { ms: FOUNDED, counter: 1 } });
  expect(takenOf(alice.charter, [another])).toEqual([0, 'beyond-cut']);
  const december = documentId(alice.charter.room, '2026-12');
  const later = new Pen(december, { ...mallory.keys, device: mallory.device });
  expect(takenOf(alice.charter, writes(later, before, 1))).toEqual([0, 'beyond-cut']);
  // Nor by a second device that nobody had heard of, however its certificate is dated.
  const phone = new Person('mallory', 'phone').enters(alice.charter.room).hears(...allOf(alice).slice(0, -1));
  const added = phone.says({ t: 'device.add', certificate: phone.certificate }, before);
  alice.hears(added);
  expect(alice.charter.state().devices.get(phone.device)?.live).not.toBe(true);
  expect(takenOf(alice.charter, writes(penOf(phone), [added.id], 1))).toEqual([0, 'beyond-cut']);
});

test('[EPO-6] under the key they kept, or any other, nothing from the removed counts beyond the cut until they are in again', () => {
  const { alice, bob, mallory } = room();
  const rotation = makeRotate(alice.charter.state(), [], () => undefined, alice.random);
  alice.says(rotation.op);
  const state = alice.charter.state();
  for (const grant of makeGrants(state, [], rotation.id, rotation.key, granteesOf(state), alice.random))
    alice.says(grant);
  meet(alice, bob, mallory);
  const kept = rotation.id;
  const pen = penOf(mallory);
  const heads = mallory.charter.heads();
  const seen = pen.write(undefined, { heads, epoch: kept });
  const { id: next, op } = makeRotate(alice.charter.state(), [], () => undefined, alice.random);
  const { parents, commit, links } = op;
  const rotate = { parents, commit, links };
  alice.says({ t: 'member.remove', member: mallory.identity, cuts: cutAfter([seen]), rotate });
  meet(alice, bob, mallory);
  const removed = alice.charter.heads();
  expect(usableEpochs(alice.charter.state())).toEqual([next]);

  // As of before, as of now, under the old key or one they were told of and do not have.
  const stated = [
    { heads, epoch: kept },
    { heads, epoch: next },
    { heads: removed, epoch: kept },
    { heads: removed, epoch: next },
  ];
  for (const stating of stated) {
    const branch = pen.fork();
    const entries = [seen, branch.write(undefined, stating)];
    for (const { charter } of [alice, bob]) expect(takenOf(charter, entries)[0]).toBe(1);
    const taken = entries.at(-1);
    // Who took it in before they heard of the removal counts it no longer.
    if (taken && stating.heads === heads) expect(countedRank(alice.charter, taken)?.rank).toBeUndefined();
  }
  const back = alice.says({ t: 'member.add', role: 'member', certificates: [mallory.certificate] });
  const stating = { heads: [back.id], epoch: next };
  // A list that stopped stays stopped; they go on in another.
  const longer = pen.fork().write(undefined, stating);
  expect(takenOf(alice.charter, [seen, longer])).toEqual([1, 'beyond-cut']);
  expect(takenOf(alice.charter, [penOf(mallory, 1).write(undefined, stating)])).toEqual([1, undefined]);
});

test('[T-28] [CHA-5] what was seen before a removal stays, the rest is void until a cut is extended, by who may', () => {
  const { alice, bob, carol, mallory } = room('moderator');
  const dave = new Person('dave').enters(alice.charter.room);
  alice.says({ t: 'member.add', role: 'moderator', certificates: [dave.certificate] });
  meet(alice, bob, carol, dave);
  const entries = writes(penOf(mallory), mallory.charter.heads(), 5);
  const removal = bob.says({ t: 'member.remove', member: mallory.identity, cuts: cutAfter(entries.slice(0, 2)) });
  meet(alice, bob, carol, dave);
  expect(takenOf(alice.charter, entries)).toEqual([2, 'beyond-cut']);

  // Of lower rank than who removed: no.
  const refused = dave.says({ t: 'cut.extend', of: removal.id, cuts: cutAfter(entries) });
  expect(dave.charter.faultOf(refused.id)?.code).toBe('outranked');
  carol.says({ t: 'cut.extend', of: removal.id, cuts: cutAfter(entries.slice(0, 4)) });
  meet(alice, bob, carol, dave);
  for (const { charter } of [alice, bob, carol, dave]) expect(takenOf(charter, entries)).toEqual([4, 'beyond-cut']);
});

function* ordersOf<T>(of: readonly T[]): Generator<T[]> {
  if (of.length === 0) yield [];
  for (const [at, first] of of.entries())
    for (const others of ordersOf([...of.slice(0, at), ...of.slice(at + 1)])) yield [first, ...others];
}

test('[T-29] [CHA-5] of concurrent removals with different cuts the tightest counts, in whatever order they come', () => {
  const { alice, bob, carol, mallory } = room();
  const heads = mallory.charter.heads();
  const entries = writes(penOf(mallory), heads, 9);
  const founded = allOf(alice);
  const remove = (by: Person, seen: number) =>
    by.says({ t: 'member.remove', member: mallory.identity, cuts: cutAfter(entries.slice(0, seen)) });
  const [first, second, third] = [remove(alice, 7), remove(bob, 2), remove(carol, 5)];
  // Of Bob's alone, and by his equal: then Carol's is the tightest.
  const extended = carol.hears(second).says({ t: 'cut.extend', of: second.id, cuts: cutAfter(entries) }, [second.id]);
  const counts = new Set<string>();
  const states = new Set<string>();
  for (const order of ordersOf([first, second, third, extended])) {
    const charter = new Charter(alice.charter.room);
    for (const entry of [...founded, ...order]) charter.add(entry);
    states.add(String(encodeState(charter.state())));
    counts.add(String(takenOf(charter, entries)));
  }
  expect([states.size, ...counts]).toEqual([1, '5,beyond-cut']);

  const without = new Charter(alice.charter.room);
  for (const entry of [...founded, first, second, third]) without.add(entry);
  expect(takenOf(without, entries)).toEqual([2, 'beyond-cut']);
});

test('[CHA-5] who is out is put out again to tighten, by somebody above what they were, and then needs to be let in after both', () => {
  const { alice, bob, carol, mallory } = room('moderator');
  const dave = new Person('dave').enters(alice.charter.room);
  alice.says({ t: 'member.add', role: 'moderator', certificates: [dave.certificate] });
  meet(alice, bob, carol, dave);
  const entries = writes(penOf(mallory), mallory.charter.heads(), 5);
  const removal = bob.says({ t: 'member.remove', member: mallory.identity, cuts: cutAfter(entries) });
  meet(alice, bob, carol, dave);
  const tighten = (by: Person, seen: number) =>
    by.says({ t: 'member.remove', member: mallory.identity, cuts: cutAfter(entries.slice(0, seen)) });
  // Dave was her equal.
  expect(dave.charter.faultOf(tighten(dave, 0).id)?.code).toBe('outranked');
  const again = tighten(carol, 2);
  meet(alice, bob, carol, dave);
  for (const { charter } of [alice, bob, dave]) expect(takenOf(charter, entries)).toEqual([2, 'beyond-cut']);

  // A re-add by somebody who had heard of the first alone does not bring her back.
  const back: Saying = { t: 'member.add', role: 'member', certificates: [mallory.certificate] };
  alice.says(back, [removal.id]);
  expect(alice.charter.state().members.has(mallory.identity)).toBe(false);
  alice.says(back, [removal.id, again.id]);
  expect(alice.charter.state().members.has(mallory.identity)).toBe(true);
  expect(bob.charter.faultOf(bob.says({ t: 'member.remove', member: new Person('nobody').identity }).id)?.code).toBe(
    'not-member',
  );
});

test('[CHA-5] who lowers somebody does not write in their name: what no key signed is not vouched for by a cut', () => {
  const { alice, mallory } = room();
  const heads = mallory.charter.heads();
  const pen = penOf(mallory);
  const signed = pen.write(undefined, { heads });
  // Alice goes on in Mallory's list with words of her own, and names them as the last that count.
  const forged = pen.write({ t: 'message', s: [], text: 'I did it' }, { heads });
  const bytes = garbleSignature(forged);
  const [, link] = chain(signed.document, signed.writer, 0, undefined, [signed.bytes, bytes]).links;
  if (!link) throw new Error('two entries that chain');
  const garbled = { ...forged, bytes, id: link.id };
  alice.says({ t: 'member.remove', member: mallory.identity, cuts: cutAfter([signed, garbled]) });
  const { accepted, faults } = admit(
    new DocumentLog(signed.document),
    [runOf([signed, garbled])],
    charterJudge(alice.charter),
  );
  expect(accepted.map(({ id }) => id)).toEqual([signed.id]);
  expect(faults[0]?.fault.code).toBe('signature');
});

function garbleSignature({ bytes }: Entry): Uint8Array {
  const garbled = Uint8Array.from(bytes);
  garbled.fill(7, -64);
  return garbled;
}

test('[CHA-5] [LOG-8] whoever showed another list to the remover than to the others gains nothing by what the cut lets in', () => {
  const { alice, mallory } = room();
  const heads = mallory.charter.heads();
  const pen = penOf(mallory);
  const common = writes(pen, heads, 3);
  const twin = pen.fork();
  const toAlice = [...common, ...writes(pen, heads, 7)];
  alice.says({ t: 'member.remove', member: mallory.identity, cuts: cutAfter(toAlice) });
  // After the removal she fills the same slots for everybody else. The cut is a count: without Alice's list it lets them in.
  const later = [...common, ...writes(twin, heads, 7)];
  expect(takenOf(alice.charter, later)).toEqual([10, undefined]);
  // Two in one slot are a fork, which the digests of Alice and the others find: nothing from it on counts, of either.
  for (const branch of [toAlice, later]) {
    const log = new DocumentLog(timeline(alice));
    for (const { writer } of common) log.stop('fork', new Map([[writer, 3]]));
    const { accepted } = admit(log, [runOf(branch)], charterJudge(alice.charter));
    expect(accepted.filter((entry) => !entry.void).map(({ seq }) => seq)).toEqual([0, 1, 2]);
  }
});

test('[T-36] [CHA-5] what a moderator says while being demoted counts as a member’s, up to the cut as a moderator’s', () => {
  const { alice, mallory } = room('moderator');
  const entries = writes(penOf(mallory), mallory.charter.heads(), 3);
  const [first, , last] = entries as [Entry, Entry, Entry];
  alice.says({ t: 'member.role', member: mallory.identity, role: 'member', cuts: cutAfter([first]) });
  expect(countedRank(alice.charter, first)?.rank).toBe('moderator');
  expect(countedRank(alice.charter, last)?.rank).toBe('member');
  // Members write: the entries themselves come in.
  expect(takenOf(alice.charter, entries)).toEqual([3, undefined]);

  const raised = alice.says({ t: 'member.role', member: mallory.identity, role: 'moderator' });
  expect(countedRank(alice.charter, last)?.rank).toBe('member');
  expect(countedRank(alice.charter, { ...last, heads: [raised.id] })?.rank).toBe('moderator');
});

test('[CHA-5] a demotion that somebody above, unaware of it, has overruled cuts nothing: who stands as a member is heard', () => {
  const { alice, bob, carol, mallory } = room();
  const before = mallory.charter.heads();
  const entries = writes(penOf(mallory), before, 2);
  const lists = new Map(
    entries.map(({ writer, device, id, seq, header: { hlc } }) => {
      return [writer, { device, n: 0, count: seq + 1, lastId: id, hlc, heads: before }];
    }),
  );
  bob.says({ t: 'member.role', member: mallory.identity, role: 'reader', cuts: [] });
  expect(takenOf(bob.charter, entries)).toEqual([0, 'beyond-cut']);
  expect(cutStops(bob.charter, lists)).toEqual(new Map([...lists.keys()].map((writer) => [writer, 0])));
  const { lowerings } = bob.charter.state();
  const heads = bob.charter.heads();

  // At the same time the owner gives her more; what Bob's device refused it asks for again.
  const raised = alice.says({ t: 'member.role', member: mallory.identity, role: 'moderator' });
  meet(alice, bob, carol, mallory);
  for (const { charter } of [alice, bob, carol, mallory]) {
    expect(rankOf(charter.state(), mallory.identity)).toBe('moderator');
    expect(takenOf(charter, entries)).toEqual([2, undefined]);
    expect(takenOf(charter, writes(penOf(mallory, 1), charter.heads(), 1))).toEqual([1, undefined]);
    expect(cutStops(charter, lists)).toEqual(new Map());
  }
  expect(countsMore(lowerings, bob.charter.state().lowerings, (op) => bob.charter.descends(heads, [op]))).toBe(true);

  // Who knows of it lowers her all the same, and is not overruled by what they knew.
  carol.says({ t: 'member.role', member: mallory.identity, role: 'reader', cuts: [] }, [raised.id]);
  expect(takenOf(carol.charter, entries)).toEqual([0, 'beyond-cut']);
});

test('[CHA-5] of concurrent demotions to the same the tightest counts, whichever stands', () => {
  const { alice, bob, carol, mallory } = room();
  const entries = writes(penOf(mallory), mallory.charter.heads(), 5);
  const demote = (by: Person, seen: number): Entry =>
    by.says({ t: 'member.role', member: mallory.identity, role: 'reader', cuts: cutAfter(entries.slice(0, seen)) });
  demote(bob, 4);
  demote(alice, 2);
  demote(carol, 3);
  meet(alice, bob, carol);
  for (const { charter } of [alice, bob, carol]) expect(takenOf(charter, entries)).toEqual([2, 'beyond-cut']);
});
