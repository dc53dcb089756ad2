import { beforeAll, expect, test } from 'vitest';
import { epochId, granteesOf, makeGrants, makeRotate, newestEpochs, ungranted } from '#shared/charter/epochs.ts';
import { inviteKeys, makeInvite } from '#shared/charter/invites.ts';
import type { EpochKey } from '#shared/charter/keyring.ts';
import { reaches, usableEpochs } from '#shared/charter/usableEpochs.ts';
import { cryptoReady } from '#shared/crypto/ready.ts';
import { sealTo } from '#shared/crypto/box.ts';
import type { EpochId } from '#shared/ids.ts';
import { allOf, FOUNDED, Person } from '#testing/charterPeople.ts';

beforeAll(cryptoReady);

function meet(...people: Person[]): void {
  for (const person of people) person.hears(...allOf(...people));
}

function rotates(person: Person): EpochId {
  const { id, key, op } = makeRotate(person.charter.state(), [], (epoch) => person.keyring.key(epoch), person.random);
  person.keyring.add(id, key);
  person.says(op);
  return id;
}

function grants(person: Person, epoch: EpochId): void {
  const state = person.charter.state();
  const key = person.keyring.key(epoch) ?? new Uint8Array();
  for (const op of makeGrants(state, [], epoch, key, ungranted(state, epoch), person.random)) person.says(op);
}

const learns = (person: Person): EpochId[] => person.keyring.learn(person.charter, person.device, person.box);
const usable = (person: Person): EpochKey | undefined => person.keyring.usable(person.charter);

/** Alice's room with bob and carol as admins. */
function threeIn(history: 'all' | 'joining' = 'all'): [Person, Person, Person] {
  const [alice, bob, carol] = [new Person('alice'), new Person('bob'), new Person('carol')];
  alice.founds({ history });
  for (const person of [bob, carol]) {
    person.enters(alice.charter.room);
    alice.says({ t: 'member.add', role: 'admin', certificates: [person.certificate] });
  }
  meet(alice, bob, carol);
  return [alice, bob, carol];
}

test('[EPO-1] an epoch’s id follows from room, parents in any order, and key', () => {
  const [alice] = threeIn();
  const { room } = alice.charter;
  const key = new Uint8Array(32).fill(1);
  const [a, b] = [epochId(room, [], key), epochId(room, [], new Uint8Array(32))];
  expect(epochId(room, [a, b], key)).toBe(epochId(room, [b, a], key));
  expect(new Set([a, b, epochId(room, [a], key), epochId(room, [b], key)]).size).toBe(4);
});

test('[EPO-2] a key goes to everybody, at most 64 a grant', () => {
  const [alice, bob] = threeIn();
  for (let n = 0; n < 150; n++)
    alice.says({ t: 'member.add', role: 'member', certificates: [new Person(`guest ${n}`).certificate] });
  const epoch = rotates(alice);
  const before = alice.written.length;
  grants(alice, epoch);
  expect(alice.written.length - before).toBe(3);
  expect(ungranted(alice.charter.state(), epoch)).toEqual([]);
  meet(alice, bob);
  expect(learns(bob)).toEqual([epoch]);
  expect(usable(bob)).toEqual(usable(alice));
});

test('[EPO-2] a grant to a device that is not live is void', () => {
  const [alice, bob] = threeIn();
  const epoch = rotates(alice);
  const stranger = new Person('mallory');
  const box = sealTo(stranger.box.publicKey, new Uint8Array(32), new Uint8Array(32));
  const entry = alice.says({ t: 'epoch.grant', epoch, to: [{ device: stranger.device, box }] });
  expect(alice.charter.faultOf(entry.id)?.code).toBe('not-live');
  meet(alice, bob);
  bob.says({ t: 'member.leave' });
  meet(alice, bob);
  const late = alice.says({ t: 'epoch.grant', epoch, to: [{ device: bob.device, box }] });
  expect(alice.charter.faultOf(late.id)?.code).toBe('not-live');
});

test('[T-24] a garbage grant is noticed, harms no good one, and the epoch is asked for again', () => {
  const [alice, bob, carol] = threeIn();
  const epoch = rotates(alice);
  meet(alice, bob, carol);
  const garbage = sealTo(bob.box.publicKey, new Uint8Array(32).fill(9), bob.random.bytes(32));
  carol.says({ t: 'epoch.grant', epoch, to: [{ device: bob.device, box: garbage }] });
  meet(bob, carol);
  expect(learns(bob)).toEqual([]);
  expect(bob.keyring.garbled).toEqual([epoch]);
  expect(usable(bob)).toBeUndefined();

  const key = alice.keyring.key(epoch) ?? new Uint8Array();
  for (const op of makeGrants(alice.charter.state(), [], epoch, key, [bob.device], alice.random)) alice.says(op);
  meet(alice, bob, carol);
  expect(learns(bob)).toEqual([epoch]);
  expect(bob.keyring.garbled).toEqual([]);
});

test('[EPO-5] a grant that does not count opens its key all the same, and nothing else', () => {
  const [alice, bob, carol] = threeIn();
  const epoch = rotates(alice);
  const key = alice.keyring.key(epoch) ?? new Uint8Array();
  const sealed = (to: Person, what = key): Uint8Array => sealTo(to.box.publicKey, what, alice.random.bytes(32));
  const { parents } = alice.charter.state().epochs.get(epoch) ?? { parents: [] };
  const opens = (...boxes: Uint8Array[]): boolean => bob.keyring.openGranted(epoch, parents, boxes, bob.box);
  expect(opens(sealed(carol), sealed(bob, new Uint8Array(32).fill(9)))).toBe(false);
  expect(bob.keyring.key(epoch)).toBeUndefined();
  expect(opens(sealed(bob))).toBe(true);
  expect(bob.keyring.key(epoch)).toEqual(key);
});

test('[T-24] garbage grants by the thousand cost a look each, however often the charter grows', () => {
  const [alice, bob] = threeIn();
  const epoch = rotates(alice);
  meet(alice, bob);
  const box = sealTo(bob.box.publicKey, new Uint8Array(32).fill(9), bob.random.bytes(32));
  const to = Array.from({ length: 64 }, () => ({ device: bob.device, box }));
  let looks = 0;
  const keys = {
    publicKey: bob.box.publicKey,
    get secretKey() {
      looks++;
      return bob.box.secretKey;
    },
  };
  for (let n = 0; n < 20; n++) {
    bob.hears(alice.says({ t: 'epoch.grant', epoch, to }));
    expect(bob.keyring.learn(bob.charter, bob.device, keys)).toEqual([]);
  }
  expect(looks).toBe(20 * to.length);

  const key = alice.keyring.key(epoch) ?? new Uint8Array();
  for (const op of makeGrants(alice.charter.state(), [], epoch, key, [bob.device], alice.random)) alice.says(op);
  meet(alice, bob);
  expect(learns(bob)).toEqual([epoch]);
});

test('[EPO-3] a member’s many epochs beside the room’s own do not keep the others from rotating', () => {
  const [alice, bob, carol] = threeIn();
  const first = rotates(alice);
  meet(alice, bob, carol);
  for (let n = 0; n < 40; n++) {
    const commit = bob.random.bytes(32);
    bob.says({ t: 'epoch.rotate', parents: [], commit, links: [] });
  }
  carol.says({ t: 'member.leave' });
  meet(alice, bob, carol);
  const next = rotates(alice);
  const state = alice.charter.state();
  expect(state.epochs.get(next)?.depth).toBe(2);
  expect([...(state.epochs.get(next)?.links ?? [])].map(({ parent }) => parent)).toEqual([first]);
  expect(usableEpochs(state)[0]).toBe(next);
});

test('[T-24] a garbage link leads nowhere', () => {
  const [alice, bob] = threeIn();
  const old = rotates(alice);
  const lying = makeRotate(alice.charter.state(), [], () => new Uint8Array(32).fill(3), alice.random);
  alice.keyring.add(lying.id, lying.key);
  alice.says(lying.op);
  grants(alice, lying.id);
  meet(alice, bob);
  expect(learns(bob)).toEqual([lying.id]);
  expect(bob.keyring.garbled).toEqual([old]);
});

test('[EPO-3] one writes under the deepest epoch one can open; of two as deep under the lower id', () => {
  const [alice, bob] = threeIn();
  const first = rotates(alice);
  grants(alice, first);
  meet(alice, bob);
  learns(bob);
  const both = [rotates(alice), rotates(bob)].sort();
  meet(alice, bob);
  grants(alice, newestEpochs(alice.charter.state()).find((id) => alice.keyring.key(id)) ?? first);
  grants(bob, newestEpochs(bob.charter.state()).find((id) => bob.keyring.key(id)) ?? first);
  meet(alice, bob);
  learns(alice);
  learns(bob);
  expect(usable(alice)?.epoch).toBe(both[0]);
  expect(usable(bob)?.epoch).toBe(both[0]);

  const joined = rotates(bob);
  expect(bob.charter.state().epochs.get(joined)).toMatchObject({ parents: both, depth: 3 });
  expect(usable(bob)?.epoch).toBe(joined);
});

test('[EPO-3] after somebody left no epoch they reach is used, nor one whose key leads to it; the next writer rotates', () => {
  const [alice, bob, carol] = threeIn();
  const first = rotates(alice);
  grants(alice, first);
  meet(alice, bob, carol);
  learns(carol);
  carol.says({ t: 'member.leave' });
  meet(alice, bob, carol);
  expect(usable(alice)).toBeUndefined();
  const second = rotates(alice);
  grants(alice, second);
  expect(usable(alice)?.epoch).toBe(second);
  expect(usableEpochs(alice.charter.state())).toEqual([second]);
  meet(alice, bob, carol);
  expect(learns(carol)).toEqual([]);
  expect(new Set(learns(bob))).toEqual(new Set([first, second]));
});

test('[EPO-3] a revoked open link spoils what it was granted', () => {
  const [alice] = threeIn();
  const secret = alice.random.bytes(16);
  const preview = { room: 'room', inviter: 'alice' };
  alice.says(makeInvite({ secret, preview, deps: [], now: FOUNDED, open: true }, alice.random));
  const epoch = rotates(alice);
  grants(alice, epoch);
  const { invite } = inviteKeys(secret);
  expect(reaches(alice.charter.state(), invite, epoch)).toBe(true);
  expect(usable(alice)?.epoch).toBe(epoch);
  alice.says({ t: 'invite.revoke', invite });
  expect(usable(alice)).toBeUndefined();
});

test('[EPO-4] who comes later reads what was said before, by links', () => {
  const [alice, bob] = threeIn();
  const epochs = [rotates(alice), rotates(alice), rotates(alice)];
  grants(alice, epochs[2] ?? ('' as EpochId));
  meet(alice, bob);
  expect(new Set(learns(bob))).toEqual(new Set(epochs));
});

test('[EPO-4] with the policy “from joining” links go only where all newly granted are already', () => {
  const [alice, bob, carol] = threeIn('joining');
  const first = rotates(alice);
  for (const op of makeGrants(
    alice.charter.state(),
    [],
    first,
    alice.keyring.key(first) ?? new Uint8Array(),
    [bob.device],
    alice.random,
  ))
    alice.says(op);
  const second = rotates(alice);
  grants(alice, second);
  meet(alice, bob, carol);
  expect(learns(carol)).toEqual([second]);
  expect(new Set(learns(bob))).toEqual(new Set([first, second]));

  const third = rotates(alice);
  grants(alice, third);
  const links = alice.charter.state().epochs.get(third)?.links ?? [];
  expect([...links].map(({ parent }) => parent)).toEqual([second]);
});

test('[T-33] [EPO-3] after two removals at once neither key is used; the next who writes makes one that neither victim reads', () => {
  const [alice, bob, carol] = threeIn();
  const victims = ['dave', 'erin'].map((name) => new Person(name).enters(alice.charter.room)) as [Person, Person];
  for (const { certificate } of victims) alice.says({ t: 'member.add', role: 'member', certificates: [certificate] });
  const first = rotates(alice);
  grants(alice, first);
  meet(alice, bob, carol, ...victims);
  for (const person of [bob, carol, ...victims]) expect(learns(person)).toEqual([first]);

  // Each knows of one removal alone, and hands the new key to the other's victim.
  const removes = (by: Person, victim: Person): EpochId => {
    const state = by.charter.state();
    const stay = granteesOf(state).filter((grantee) => grantee !== victim.device);
    const { id, key, op } = makeRotate(state, [], (epoch) => by.keyring.key(epoch), by.random, stay);
    const { parents, commit, links } = op;
    by.keyring.add(id, key);
    by.says({ t: 'member.remove', member: victim.identity, rotate: { parents, commit, links } });
    for (const grant of makeGrants(by.charter.state(), [], id, key, stay, by.random)) by.says(grant);
    return id;
  };
  const rotations = [removes(alice, victims[0]), removes(bob, victims[1])].sort();
  meet(alice, bob, carol, ...victims);
  for (const person of [alice, bob, carol]) learns(person);
  expect(usableEpochs(carol.charter.state())).toEqual([]);
  expect(usable(carol)).toBeUndefined();

  const third = rotates(carol);
  grants(carol, third);
  meet(alice, bob, carol, ...victims);
  expect(carol.charter.state().epochs.get(third)?.parents).toEqual(rotations);
  for (const person of [alice, bob]) learns(person);
  for (const person of [alice, bob, carol]) expect(usable(person)?.epoch).toBe(third);
  for (const victim of victims) {
    learns(victim);
    expect(victim.keyring.key(third)).toBeUndefined();
    expect(rotations.filter((epoch) => victim.keyring.key(epoch))).toHaveLength(1);
  }
});

test('[T-34] who is added while another rotates is seen to lack the key, and gets it', () => {
  const [alice, bob] = threeIn();
  const dave = new Person('dave').enters(alice.charter.room);
  bob.says({ t: 'member.add', role: 'member', certificates: [dave.certificate] });
  const epoch = rotates(alice);
  grants(alice, epoch);
  meet(alice, bob, dave);
  expect(learns(dave)).toEqual([]);
  expect(ungranted(alice.charter.state(), epoch)).toEqual([dave.device]);
  learns(bob);
  grants(bob, epoch);
  meet(alice, bob, dave);
  expect(learns(dave)).toEqual([epoch]);
});
