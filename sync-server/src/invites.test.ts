import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { inviteKeys } from '#shared/charter/invites.ts';
import { joinRequestId, makeJoin, makeJoinRequest, readJoinRequest } from '#shared/charter/joinRequest.ts';
import { cryptoReady } from '#shared/crypto/ready.ts';
import { CHARTER } from '#shared/ids.ts';
import { RelayProcess } from '#testing/relayProcess.ts';
import { RoomDevice } from '#testing/roomDevice.ts';

beforeAll(cryptoReady);
let relay: RelayProcess;
let alice: RoomDevice;
let secret: Uint8Array;

beforeEach(async () => {
  relay = await RelayProcess.start({ GRAPEVINE_JOIN_REQUESTS: '1' });
  alice = new RoomDevice('alice');
  alice.foundsOpenRoom();
  secret = alice.invites(false);
  await alice.connect(relay.origin);
  await alice.enter();
  await alice.sync(CHARTER);
  await alice.sync(alice.month);
});
afterEach(() => relay.discard());

async function asks(name: string): Promise<{ device: RoomDevice; request: Uint8Array }> {
  const device = new RoomDevice(name).enters(alice.room);
  await device.connect(relay.origin);
  expect((await device.enter(secret)).state).toBe('differs');
  await device.sync(CHARTER);
  const request = makeJoinRequest(alice.room, inviteKeys(secret), device.certificate);
  device.link.send({ type: 'ask', room: alice.room, request });
  return { device, request };
}

function admits(request: Uint8Array): void {
  const read = readJoinRequest(request);
  if (!read.ok) throw new Error(read.fault.say);
  const { deps: _, ...op } = makeJoin([], read.value);
  alice.declares(op);
  alice.link.send({ type: 'answer', room: alice.room, request: joinRequestId(request), outcome: 'admitted' });
}

test('[CHA-8] who asks is let in by an admitter who is there', async () => {
  const { device: bob, request } = await asks('bob');
  expect((await alice.link.next('asked')).request).toEqual(request);
  admits(request);
  expect((await bob.link.next('answer')).outcome).toBe('admitted');
  await bob.until(() => bob.charter.state().members.has(bob.identity));
  await bob.sync(alice.month);
  const hello = alice.writes('Hello Bob');
  await bob.holds(hello.id);
});

test('[CHA-8] a request outlives the asker’s link and the relay, until an admitter is back', async () => {
  alice.link.close();
  const { device: bob, request } = await asks('bob');
  // Answered in the order of asking: the request is taken when this is.
  bob.link.send({ type: 'open', room: alice.room, segment: CHARTER });
  await bob.link.next('document');
  bob.link.close();
  await relay.end('SIGTERM');
  await relay.start();
  await alice.connect(relay.origin);
  await alice.enter();
  expect((await alice.link.next('asked')).request).toEqual(request);
  admits(request);
  await bob.connect(relay.origin);
  await bob.enter(secret);
  await bob.sync(CHARTER);
  await bob.until(() => bob.charter.state().members.has(bob.identity));
  alice.link.close();
  await alice.connect(relay.origin);
  await alice.enter();
  await alice.sync(CHARTER);
  expect(alice.link.heard.filter(({ type }) => type === 'asked')).toEqual([]);
});

test('[CHA-8] requests are bounded, one a link, and go with the invite that was shown', async () => {
  const { device: bob } = await asks('bob');
  await alice.link.next('asked');
  const another = new RoomDevice('another');
  bob.link.send({
    type: 'ask',
    room: alice.room,
    request: makeJoinRequest(alice.room, inviteKeys(secret), another.certificate),
  });
  expect((await bob.link.next('refuse')).code).toBe('slow-down');
  const { device: carol } = await asks('carol');
  expect((await carol.link.next('refuse')).code).toBe('slow-down');
  const dave = new RoomDevice('dave').enters(alice.room);
  await dave.connect(relay.origin);
  await dave.enter(secret);
  dave.link.send({ type: 'ask', room: alice.room, request: new Uint8Array(4096) });
  expect((await dave.link.next('refuse')).code).toBe('bad-invite');
});

test('[CHA-8] nobody asks for another to be let in: certificates are seen by everyone they meet', async () => {
  const bob = new RoomDevice('bob');
  const mallory = new RoomDevice('mallory').enters(alice.room);
  await mallory.connect(relay.origin);
  await mallory.enter(secret);
  const request = makeJoinRequest(alice.room, inviteKeys(secret), bob.certificate);
  mallory.link.send({ type: 'ask', room: alice.room, request });
  expect((await mallory.link.next('refuse')).code).toBe('bad-invite');
});

test('[T-35] an invite revoked, expired, or never made opens nothing', async () => {
  const expired = alice.invites(false, 'any', -1);
  const revoked = alice.invites(false);
  alice.declares({ t: 'invite.revoke', invite: inviteKeys(revoked).invite });
  const entry = alice.writes('everything before is in');
  await alice.acknowledgedUpTo(alice.month, entry);
  for (const dead of [expired, revoked, new Uint8Array(16)]) {
    const eve = new RoomDevice('eve').enters(alice.room);
    await eve.connect(relay.origin);
    void eve.enter(dead).catch(() => undefined);
    expect((await eve.link.next('refuse')).code).toBe('bad-invite');
    eve.link.close();
  }
});

test('[CHA-8] revoking an invite shuts out who is looking through it', async () => {
  const guest = new RoomDevice('guest').enters(alice.room);
  await guest.connect(relay.origin);
  await guest.enter(secret);
  alice.declares({ t: 'invite.revoke', invite: inviteKeys(secret).invite });
  expect((await guest.link.next('refuse')).code).toBe('bad-invite');
});

test('[SYN-4] who leaves loses the timeline at once, and sees the charter up to then', async () => {
  const { device: bob, request } = await asks('bob');
  await alice.link.next('asked');
  admits(request);
  await bob.until(() => bob.charter.state().members.has(bob.identity));
  await bob.sync(alice.month);
  bob.declares({ t: 'member.leave' });
  expect((await bob.link.next('refuse')).code).toBe('not-member');
  bob.writes('one more thing');
  expect((await bob.link.next('refuse')).code).toBe('not-member');
  const before = bob.held(CHARTER).entries.map(({ id }) => id);
  alice.invites(false);
  const [after] = alice.held(CHARTER).entries.slice(-1);
  if (after) await alice.acknowledgedUpTo(CHARTER, after);
  const back = new RoomDevice('bob').enters(alice.room);
  await back.connect(relay.origin);
  expect((await back.enter()).documents.map(({ segment }) => segment)).toEqual([CHARTER]);
  await back.sync(CHARTER);
  expect(
    back
      .held(CHARTER)
      .entries.map(({ id }) => id)
      .sort(),
  ).toEqual(before.sort());
});
