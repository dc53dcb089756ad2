import { beforeAll, expect, test } from 'vitest';
import { nameReaders, openAskerName, sealAskerName } from '#shared/charter/askerName.ts';
import { inviteKeys, makeInvite } from '#shared/charter/invites.ts';
import { makeJoinRequest, MAX_JOIN_REQUEST, readJoinRequest } from '#shared/charter/joinRequest.ts';
import { cryptoReady } from '#shared/crypto/ready.ts';
import { allOf, FOUNDED, Person } from '#testing/charterPeople.ts';

beforeAll(cryptoReady);

const secret = new Uint8Array(16).fill(1);

/** Alice's room with an invite of Bob's, an admin; Carol is a member, and Mei asks. */
function asking(name = 'Mei', admins = 0) {
  const [alice, bob, carol, mei] = ['alice', 'bob', 'carol', 'mei'].map((who) => new Person(who)) as [
    Person,
    Person,
    Person,
    Person,
  ];
  alice.founds();
  alice.says({ t: 'member.add', role: 'admin', certificates: [bob.certificate] });
  alice.says({ t: 'member.add', role: 'member', certificates: [carol.certificate] });
  for (let n = 0; n < admins; n++)
    alice.says({ t: 'member.add', role: 'admin', certificates: [new Person(`admin ${n}`).certificate] });
  bob.enters(alice.charter.room).hears(...allOf(alice));
  bob.says(makeInvite({ secret, preview: { room: '', inviter: '' }, deps: [], now: FOUNDED }, bob.random));
  alice.hears(...allOf(bob));
  const state = alice.charter.state();
  const made = state.invites.get(inviteKeys(secret).invite);
  if (!made) throw new TypeError('the invite was made');
  const readers = nameReaders(state, made);
  const { room } = alice.charter;
  const sealed = sealAskerName(room, mei.certificate, name, readers, mei.keys.secretKey, mei.random);
  const bytes = makeJoinRequest(room, inviteKeys(secret), mei.certificate, sealed);
  return { alice, bob, carol, mei, readers, sealed, bytes };
}

const readBy = (bytes: Uint8Array, { device, box }: Person): string | undefined => {
  const read = readJoinRequest(bytes);
  return read.ok && read.value.name ? openAskerName(read.value.name, device, box) : undefined;
};

test('[CHA-8] who may let somebody in reads what they want to be called; members, the relay and the asker do not', () => {
  const { alice, bob, carol, mei, bytes } = asking();
  expect([alice, bob].map((person) => readBy(bytes, person))).toEqual(['Mei', 'Mei']);
  expect([carol, mei].map((person) => readBy(bytes, person))).toEqual([undefined, undefined]);
  expect(new TextDecoder('latin1').decode(bytes)).not.toContain('Mei');
});

test('[CHA-8] the name is sealed to whoever made the invite first, and to no more than fit into a request', () => {
  const { bob, alice, readers, bytes } = asking('名'.repeat(500), 30);
  expect(readers.slice(0, 2).map(({ device }) => device)).toEqual([bob.device, alice.device]);
  expect(readers.length).toBe(20);
  expect(bytes.length).toBeLessThanOrEqual(MAX_JOIN_REQUEST);
  expect(readBy(bytes, bob)).toBe('名'.repeat(120));
});

test('[CHA-8] nobody names an asker but their own device', () => {
  const { mei, bob, readers, bytes, sealed } = asking();
  const room = bob.charter.room;
  const request = (name: typeof sealed) =>
    readJoinRequest(makeJoinRequest(room, inviteKeys(secret), mei.certificate, name)).ok;
  const another = sealAskerName(room, mei.certificate, 'Mallory', readers, bob.keys.secretKey, bob.random);
  expect(request(sealed)).toBe(true);
  expect(request(another)).toBe(false);
  expect(request({ ...another, signature: sealed.signature })).toBe(false);
  for (let at = 0; at < bytes.length; at += 5) {
    const altered = bytes.slice();
    altered[at] = (altered[at] ?? 0) ^ 1;
    expect(readJoinRequest(altered).ok).toBe(false);
  }
});

test('[CHA-8] names of some lengths are told apart by nobody who cannot read them', () => {
  expect(asking('Jo').sealed.sealed.length).toBe(asking('Maximiliane').sealed.sealed.length);
});
