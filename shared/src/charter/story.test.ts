import { beforeAll, expect, test } from 'vitest';
import { encodeState } from '#shared/charter/encodeState.ts';
import { makeGrants, makeRotate, ungranted } from '#shared/charter/epochs.ts';
import { inviteLink, readInviteLink } from '#shared/charter/inviteLink.ts';
import { inviteKeys, makeInvite, openPreview } from '#shared/charter/invites.ts';
import { makeJoin, makeJoinRequest, readJoinRequest } from '#shared/charter/joinRequest.ts';
import { cryptoReady } from '#shared/crypto/ready.ts';
import { openSettings } from '#shared/entry/openSettings.ts';
import { sealSettings } from '#shared/entry/sealSettings.ts';
import { allOf, FOUNDED, Person } from '#testing/charterPeople.ts';

beforeAll(cryptoReady);

/** Alice founds a room, gives it a key and a name. */
function aliceFounds(): Person {
  const alice = new Person('alice');
  alice.founds();
  const { id, key, op } = makeRotate(alice.charter.state(), [], () => undefined, alice.random);
  alice.keyring.add(id, key);
  alice.says(op);
  const sealed = sealSettings(key, alice.charter.room, { name: 'Vineyard' }, alice.random.bytes(24));
  alice.says({ t: 'settings', settings: { epoch: id, sealed } });
  return alice;
}

function aliceInvites(alice: Person, open: boolean): Uint8Array {
  const secret = alice.random.bytes(16);
  const preview = { room: 'Vineyard', inviter: 'Alice' };
  alice.says(makeInvite({ secret, preview, deps: [], now: FOUNDED, open }, alice.random));
  return secret;
}

/** Hands the newest key to everybody who lacks it. */
function grants(person: Person): void {
  const state = person.charter.state();
  const usable = person.keyring.usable(person.charter);
  if (!usable) throw new Error('nothing to grant');
  const { epoch, key } = usable;
  for (const op of makeGrants(state, [], epoch, key, ungranted(state, epoch), person.random)) person.says(op);
}

test('[CHA-8] alice invites bob: he asks, she carries him in, he reads the room’s name', () => {
  const alice = aliceFounds();
  const link = inviteLink('http://localhost:8787', alice.charter.room, aliceInvites(alice, false));

  const read = readInviteLink(link);
  if (!read.ok) throw new Error(read.fault.say);
  const bob = new Person('bob').enters(read.value.room).hears(...allOf(alice));
  const keys = inviteKeys(read.value.secret);
  const invite = bob.charter.state().invites.get(keys.invite);
  expect(invite && openPreview(read.value.secret, invite.preview)).toMatchObject({
    ok: true,
    value: { room: 'Vineyard', inviter: 'Alice' },
  });
  const bytes = makeJoinRequest(bob.charter.room, keys, bob.certificate);

  const request = readJoinRequest(bytes);
  if (!request.ok) throw new Error(request.fault.say);
  alice.says(makeJoin([], request.value));
  grants(alice);

  bob.hears(...allOf(alice));
  expect(bob.charter.state().members.get(bob.identity)?.rank).toBe('member');
  expect(bob.keyring.learn(bob.charter, bob.device, bob.box)).toHaveLength(1);
  const settings = bob.charter.state().settings;
  const key = settings && bob.keyring.key(settings.epoch);
  expect(key && openSettings(key, bob.charter.room, settings.sealed)).toMatchObject({ value: { name: 'Vineyard' } });
  expect(encodeState(bob.charter.state())).toEqual(encodeState(alice.charter.state()));
});

test('[CHA-8] by an open link bob comes in and reads while nobody else is there', () => {
  const alice = aliceFounds();
  const secret = aliceInvites(alice, true);
  grants(alice);

  const bob = new Person('bob').enters(alice.charter.room).hears(...allOf(alice));
  const keys = inviteKeys(secret);
  const request = readJoinRequest(makeJoinRequest(bob.charter.room, keys, bob.certificate));
  if (!request.ok) throw new Error(request.fault.say);
  bob.says(makeJoin([], request.value));
  expect(bob.charter.state().members.get(bob.identity)?.rank).toBe('member');
  expect(bob.keyring.learn(bob.charter, keys.invite, keys.box)).toHaveLength(1);
  expect(bob.keyring.usable(bob.charter)).toEqual(alice.keyring.usable(alice.charter));
  grants(bob);
  alice.hears(...allOf(bob));
  expect(ungranted(alice.charter.state(), bob.keyring.usable(bob.charter)?.epoch ?? ('' as never))).toEqual([]);
});
