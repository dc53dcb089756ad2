import { beforeAll, expect, test } from 'vitest';
import { makeCertificate } from '#shared/charter/certificate.ts';
import { Charter } from '#shared/charter/charter.ts';
import { encodeState } from '#shared/charter/encodeState.ts';
import { makeGenesis } from '#shared/charter/genesis.ts';
import { inviteKeys, makeInvite } from '#shared/charter/invites.ts';
import { proveJoin } from '#shared/charter/joinProof.ts';
import type { InviteCreate } from '#shared/charter/ops/inviteCreate.ts';
import type { Rank } from '#shared/charter/rank.ts';
import { identityOf, rankOf } from '#shared/charter/state.ts';
import { cryptoReady } from '#shared/crypto/ready.ts';
import { monthOf } from '#shared/ids.ts';
import { allOf, FOUNDED, Person } from '#testing/charterPeople.ts';

beforeAll(cryptoReady);

/** Everybody reads what everybody wrote. */
function meet(...people: Person[]): void {
  for (const person of people) person.hears(...allOf(...people));
}

/** Alice's room, with somebody of every rank in it. */
function everyRank() {
  const alice = new Person('alice');
  alice.founds();
  const comes = (role: Rank): Person => {
    const person = new Person(`the ${role}`).enters(alice.charter.room);
    alice.says({ t: 'member.add', role, certificates: [person.certificate] });
    return person;
  };
  const people = {
    alice,
    admin: comes('admin'),
    moderator: comes('moderator'),
    member: comes('member'),
    reader: comes('reader'),
  };
  meet(...Object.values(people));
  return people;
}

function inviteBy(person: Person, role: Rank = 'member'): InviteCreate {
  const preview = { room: 'room', inviter: person.name };
  return makeInvite({ secret: person.random.bytes(16), preview, deps: [], now: FOUNDED, role }, person.random);
}

/** Why what this person says is void; undefined when it counts. */
const faultOf = (person: Person, ...said: Parameters<Person['says']>): string | undefined =>
  person.charter.faultOf(person.says(...said).id)?.code;

let strangers = 0;
const stranger = (): Person => new Person(`stranger ${strangers++}`);

test('[DOC-1] a room is named by its founder’s device and its genesis, and begins by nothing else', () => {
  const alice = new Person('alice');
  alice.founds();
  const state = alice.charter.state();
  expect(state).toMatchObject({ kind: 'group', createdBy: alice.identity, month: monthOf(FOUNDED) });
  expect(rankOf(state, alice.identity)).toBe('owner');

  // Another genesis of hers, or one of somebody else's, begins no room here.
  const founding = { random: new Uint8Array(16), month: '2026-11', kind: 'group' } as const;
  alice.appends(makeGenesis({ certificate: alice.certificate, ...founding }).payload);
  const mallory = new Person('mallory').enters(alice.charter.room).hears(...allOf(alice));
  mallory.appends(makeGenesis({ certificate: mallory.certificate, ...founding }).payload);
  meet(alice, mallory);
  expect(encodeState(alice.charter.state())).toEqual(encodeState(state));
  expect(alice.written.map(({ id }) => alice.charter.faultOf(id)?.code)).toEqual([undefined, 'other-genesis']);
});

test('[CHA-2] who adds strictly outranks whom they add, and is a moderator at least', () => {
  const { alice, admin, moderator, member } = everyRank();
  const adds = (person: Person, role: Rank) =>
    faultOf(person, { t: 'member.add', role, certificates: [stranger().certificate] });
  expect(adds(alice, 'owner')).toBe('outranked');
  expect(adds(alice, 'admin')).toBeUndefined();
  expect(adds(admin, 'admin')).toBe('outranked');
  expect(adds(admin, 'moderator')).toBeUndefined();
  expect(adds(moderator, 'moderator')).toBe('outranked');
  expect(adds(moderator, 'member')).toBeUndefined();
  expect(adds(member, 'reader')).toBe('outranked');
});

test('[CHA-2] who may say what, rank by rank', () => {
  const { alice, ...others } = everyRank();
  const may = (say: (person: Person) => Parameters<Person['says']>[0]): (string | undefined)[] =>
    [alice, ...Object.values(others)].map((person) => faultOf(person, say(person)));
  const no = 'outranked';
  expect(may(() => ({ t: 'settings', policies: { history: 'joining' } }))).toEqual([undefined, undefined, no, no, no]);
  expect(may(() => ({ t: 'epoch.rotate', parents: [], commit: new Uint8Array(32), links: [] }))).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
    no,
  ]);
  expect(may((person) => inviteBy(person))).toEqual([undefined, undefined, no, no, no]);
  expect(may(() => ({ t: 'member.leave' }))).toEqual(['owner-stays', undefined, undefined, undefined, undefined]);
  expect(
    faultOf(
      stranger()
        .enters(alice.charter.room)
        .hears(...allOf(alice)),
      { t: 'member.leave' },
    ),
  ).toBe('no-standing');
});

test('[CHA-2] the policy says who invites, and nobody invites to their own rank', () => {
  const { alice, moderator, member } = everyRank();
  alice.says({ t: 'settings', policies: { invite: 'moderator' } });
  meet(alice, moderator, member);
  expect(faultOf(moderator, inviteBy(moderator))).toBeUndefined();
  expect(faultOf(moderator, inviteBy(moderator, 'moderator'))).toBe('outranked');
  expect(faultOf(member, inviteBy(member, 'reader'))).toBe('outranked');
});

test('[CHA-3] who has left says nothing more, from any device', () => {
  const alice = new Person('alice');
  alice.founds();
  const [laptop, phone] = [new Person('bob', 'laptop'), new Person('bob', 'phone')];
  for (const device of [laptop, phone]) device.enters(alice.charter.room);
  alice.says({ t: 'member.add', role: 'admin', certificates: [laptop.certificate, phone.certificate] });
  meet(alice, laptop, phone);
  laptop.says({ t: 'member.leave' });
  expect(faultOf(laptop, { t: 'settings', policies: {} })).toBe('no-standing');
  meet(alice, laptop, phone);
  expect(faultOf(phone, { t: 'settings', policies: {} })).toBe('no-standing');
  expect(alice.charter.state().members.has(laptop.identity)).toBe(false);
  // Their past stays theirs.
  expect(identityOf(alice.charter.state(), phone.device)).toBe(laptop.identity);

  expect(faultOf(alice, { t: 'member.add', role: 'member', certificates: [laptop.certificate] })).toBeUndefined();
  expect(rankOf(alice.charter.state(), laptop.identity)).toBe('member');
  expect(alice.charter.state().devices.get(laptop.device)?.live).toBe(true);
  expect(alice.charter.state().devices.get(phone.device)?.live).toBe(false);
});

test('[CHA-3] what a device does while its person leaves by another counts for nothing, nor does what it gave', () => {
  const alice = new Person('alice');
  alice.founds();
  const [laptop, phone] = [new Person('bob', 'laptop'), new Person('bob', 'phone')];
  const carol = new Person('carol');
  for (const person of [laptop, phone, carol]) person.enters(alice.charter.room);
  alice.says({ t: 'member.add', role: 'admin', certificates: [laptop.certificate, phone.certificate] });
  meet(alice, laptop, phone);
  laptop.says({ t: 'member.leave' });
  phone.says({ t: 'member.add', role: 'moderator', certificates: [carol.certificate] });
  carol.hears(...allOf(alice, phone));
  expect(faultOf(carol, { t: 'member.add', role: 'member', certificates: [stranger().certificate] })).toBeUndefined();
  meet(alice, laptop, phone, carol);
  expect([...alice.charter.state().members.keys()]).toEqual([alice.identity]);
  expect(encodeState(carol.charter.state())).toEqual(encodeState(alice.charter.state()));

  // From then on all agree that carol has no say.
  expect(faultOf(carol, { t: 'member.leave' })).toBe('no-standing');
});

test('[CHA-3] what somebody of higher rank has built on, before they heard of the leaving, stands', () => {
  const alice = new Person('alice');
  alice.founds();
  const [laptop, phone] = [new Person('bob', 'laptop'), new Person('bob', 'phone')];
  const carol = new Person('carol').enters(alice.charter.room);
  for (const person of [laptop, phone]) person.enters(alice.charter.room);
  alice.says({ t: 'member.add', role: 'admin', certificates: [laptop.certificate, phone.certificate] });
  meet(alice, laptop, phone);
  laptop.says({ t: 'member.leave' });
  phone.says({ t: 'member.add', role: 'member', certificates: [carol.certificate] });
  meet(alice, phone, carol);
  alice.says({ t: 'settings', policies: { history: 'joining' } });
  meet(alice, laptop, phone, carol);
  expect(alice.charter.state().members.has(carol.identity)).toBe(true);
  expect(alice.charter.state().members.has(laptop.identity)).toBe(false);
});

test('[ID-2] a device key under two identities counts for neither', () => {
  const { alice, admin } = everyRank();
  const claimed = admin.certificate;
  const mallory = new Person('mallory');
  const again = makeCertificate({
    identity: mallory.identityKeys,
    device: admin.keys,
    box: claimed.box,
    serial: 0,
    at: FOUNDED,
  });
  alice.says({ t: 'member.add', role: 'member', certificates: [again] });
  meet(alice, admin);
  expect(identityOf(alice.charter.state(), admin.device)).toBeUndefined();
  expect(faultOf(admin, { t: 'member.leave' })).toBe('no-standing');
});

test('[CHA-7] an identity has at most sixteen live devices', () => {
  const { alice } = everyRank();
  const devices = Array.from({ length: 17 }, (_, n) => new Person('bob', `device ${n}`).certificate);
  alice.says({ t: 'member.add', role: 'member', certificates: devices.slice(0, 16) });
  const secret = alice.random.bytes(16);
  alice.says(makeInvite({ secret, preview: { room: 'room', inviter: 'alice' }, deps: [], now: FOUNDED }, alice.random));
  const { invite, sign } = inviteKeys(secret);
  const [one] = devices.slice(16);
  if (!one) throw new Error('seventeen devices');
  const signature = proveJoin(alice.charter.room, one, sign.secretKey);
  expect(faultOf(alice, { t: 'join', invite, certificate: one, signature })).toBe('many-devices');
});

test('[T-57] [CHA-4] two hundred devices added at the time of a removal bring nobody back, and cost little', () => {
  const { alice, member } = everyRank();
  // Each device says so itself, in a list of its own: none has heard of more than the room as it was.
  const before = alice.charter.heads();
  const devices = Array.from({ length: 200 }, (_, n) =>
    new Person('the member', `device ${n}`).enters(alice.charter.room).hears(...allOf(alice)),
  );
  for (const device of devices) device.says({ t: 'device.add', certificate: device.certificate }, before);
  alice.says({ t: 'member.remove', member: member.identity });
  // A second lot, by the device that was put out, one after the other.
  for (let n = 200; n < 400; n++)
    member.says({ t: 'device.add', certificate: new Person('the member', `device ${n}`).certificate });
  const charter = new Charter(alice.charter.room);
  const entries = allOf(alice, ...devices, member);
  for (const entry of entries) charter.add(entry);
  const state = charter.state();
  expect(rankOf(state, member.identity)).toBeUndefined();
  expect([...state.devices].filter(([, { identity, live }]) => identity === member.identity && live)).toEqual([]);
  expect(state.devicesOf.get(member.identity)?.length).toBeLessThanOrEqual(64);
  // What any of them says, citing that it was added, is void once the room knows.
  const [one] = devices;
  if (!one) throw new Error('two hundred devices');
  const said = one.says({ t: 'epoch.rotate', parents: [], commit: new Uint8Array(32), links: [] });
  charter.add(said);
  expect(charter.state().epochs.size).toBe(0);
  expect(charter.work).toBeLessThanOrEqual(entries.length);
});

test('[CHA-6] of settings said at the same time the higher rank’s stand, whatever their ids', () => {
  for (let n = 0; n < 8; n++) {
    const { alice, admin } = everyRank();
    alice.says({ t: 'settings', policies: { invite: 'owner' } });
    admin.says({ t: 'settings', policies: { invite: n % 2 ? 'member' : 'moderator' } });
    meet(alice, admin);
    expect(admin.charter.state().policies.invite).toBe('owner');
  }
});

test('[CHA-6] settings that came later stand, whoever said them', () => {
  const { alice, admin } = everyRank();
  alice.says({ t: 'settings', policies: { invite: 'owner' } });
  meet(alice, admin);
  admin.says({ t: 'settings', policies: { invite: 'moderator' } });
  meet(alice, admin);
  expect(alice.charter.state().policies.invite).toBe('moderator');
});

test('[CHA-8] a conversation of two has room for two; who left makes room for the one they were', () => {
  const alice = new Person('alice');
  alice.founds(undefined, 'direct');
  const [bob, eve] = [stranger(), stranger()];
  const add = (person: Person): Parameters<Person['says']>[0] => ({
    t: 'member.add',
    role: 'admin',
    certificates: [person.certificate],
  });
  expect(faultOf(alice, add(bob))).toBeUndefined();
  expect(faultOf(alice, add(eve))).toBe('full');
  const secret = alice.random.bytes(16);
  const preview = { room: '', inviter: 'alice' };
  const { deps: _deps, ...op } = makeInvite(
    { secret, preview, deps: [], now: FOUNDED, role: 'admin', open: true },
    alice.random,
  );
  expect(faultOf(alice, op)).toBeUndefined();
  eve.enters(alice.charter.room).hears(...allOf(alice));
  const keys = inviteKeys(secret);
  const { certificate } = eve;
  const signature = proveJoin(alice.charter.room, certificate, keys.sign.secretKey);
  expect(faultOf(eve, { t: 'join', invite: keys.invite, certificate, signature })).toBe('full');
  bob.enters(alice.charter.room).hears(...allOf(alice));
  expect(faultOf(bob, { t: 'member.leave', cuts: [] })).toBeUndefined();
  alice.hears(...allOf(bob));
  expect(faultOf(alice, add(eve))).toBeUndefined();
});

test('[CHA-8] in a public room every link lets people in at once, and none is asked', () => {
  const alice = new Person('alice');
  alice.founds(undefined, 'public');
  const invite = (open: boolean) => {
    const made = { secret: alice.random.bytes(16), preview: { room: '', inviter: 'alice' }, deps: [], now: FOUNDED };
    const { deps: _deps, ...op } = makeInvite({ ...made, role: 'member', open }, alice.random);
    return op;
  };
  expect(faultOf(alice, invite(false))).toBe('public');
  expect(faultOf(alice, invite(true))).toBeUndefined();
  expect(faultOf(alice, { t: 'settings', policies: { links: 'asked' } })).toBe('public');
  expect(faultOf(alice, { t: 'settings', policies: { history: 'joining' } })).toBeUndefined();
});

test('[CHA-8] a link by which people come in alone makes nobody more than a member', () => {
  const alice = new Person('alice');
  alice.founds();
  const made = { secret: alice.random.bytes(16), preview: { room: '', inviter: 'alice' }, deps: [], now: FOUNDED };
  const { deps: _deps, ...op } = makeInvite({ ...made, role: 'moderator', open: true }, alice.random);
  expect(faultOf(alice, op)).toBe('open-role');
  expect(faultOf(alice, { ...op, role: 'member' })).toBeUndefined();
});
