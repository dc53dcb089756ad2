import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { inviteKeys } from '#shared/charter/invites.ts';
import { makeJoin, makeJoinRequest, readJoinRequest } from '#shared/charter/joinRequest.ts';
import { cryptoReady } from '#shared/crypto/ready.ts';
import { huskOf } from '#shared/entry/husk.ts';
import { CHARTER } from '#shared/ids.ts';
import { RelayProcess } from '#testing/relayProcess.ts';
import { RoomDevice } from '#testing/roomDevice.ts';

beforeAll(cryptoReady);
let relay: RelayProcess;
beforeEach(async () => {
  relay = await RelayProcess.start();
});
afterEach(() => relay.discard());

/** Alice's room is on the relay, and Bob has come in by an open link. */
async function aliceAndBob(): Promise<{ alice: RoomDevice; bob: RoomDevice }> {
  const alice = new RoomDevice('alice');
  const secret = alice.foundsOpenRoom();
  await alice.connect(relay.origin);
  expect((await alice.enter()).state).toBe('unknown');
  await alice.sync(CHARTER);
  await alice.sync(alice.month);
  const bob = new RoomDevice('bob');
  await bob.connect(relay.origin);
  await bob.joinsByLink(alice.room, secret);
  await bob.sync(bob.month);
  await alice.until(() => alice.charter.state().members.size === 2);
  return { alice, bob };
}

test('two devices talk through the relay, which acknowledges what is durable', async () => {
  const { alice, bob } = await aliceAndBob();
  const hello = alice.writes('Hello');
  await Promise.all([bob.holds(hello.id), alice.acknowledgedUpTo(alice.month, hello)]);
  const back = bob.writes('Hi Alice');
  await Promise.all([alice.holds(back.id), bob.acknowledgedUpTo(bob.month, back)]);
});

test('[SYN-2] who was away asks only for what it missed; who missed nothing hears so', async () => {
  const { alice, bob } = await aliceAndBob();
  bob.link.close();
  const missed = Array.from({ length: 300 }, (_, i) => alice.writes(`message ${i}`));
  const last = missed.at(-1);
  if (last) await alice.acknowledgedUpTo(alice.month, last);
  await bob.connect(relay.origin);
  expect((await bob.enter()).state).toBe('differs');
  await bob.sync(bob.month);
  expect(bob.held(bob.month).log.digest()).toEqual(alice.held(alice.month).log.digest());
  bob.link.close();
  await bob.connect(relay.origin);
  expect((await bob.enter()).state).toBe('same');
});

test('[REL-4] [REL-2] a relay whose disk was wiped is filled again by its members, whoever wrote what they bring', async () => {
  const { alice, bob } = await aliceAndBob();
  const hello = alice.writes('Hello');
  await alice.acknowledgedUpTo(alice.month, hello);
  await bob.holds(hello.id);
  await relay.end('SIGTERM');
  await relay.wipe();
  await relay.start();
  await bob.connect(relay.origin);
  expect((await bob.enter()).state).toBe('unknown');
  await bob.sync(CHARTER);
  await bob.sync(bob.month);
  await bob.acknowledgedUpTo(bob.month, hello);
  await alice.connect(relay.origin);
  expect((await alice.enter()).state).toBe('same');
});

test('[REL-4] [SYN-4] who is about to bring a room back and was put out meanwhile hears of it from whoever brings it', async () => {
  const { alice, bob } = await aliceAndBob();
  await relay.end('SIGTERM');
  await relay.wipe();
  await relay.start();
  await bob.connect(relay.origin);
  expect((await bob.enter()).state).toBe('unknown');
  const out = alice.says({ t: 'member.remove', member: bob.identity, cuts: [] });
  alice.hearsAside(out);
  await alice.connect(relay.origin);
  await alice.enter();
  await alice.sync(CHARTER);
  await bob.link.next('document', ({ segment }) => segment === CHARTER);
  await bob.sync(CHARTER);
  expect(bob.charter.state().members.has(bob.identity)).toBe(false);
});

test('[CHA-8] [SYN-4] who came in, out of reach, by a link that was being turned off hears how that ended once they say so', async () => {
  const alice = new RoomDevice('alice');
  const secret = await alice.foundsRoomOn(relay.origin);
  const bob = new RoomDevice('bob').enters(alice.room);
  await bob.connect(relay.origin);
  await bob.enter(secret);
  await bob.sync(CHARTER);
  bob.link.close();
  const request = readJoinRequest(makeJoinRequest(alice.room, inviteKeys(secret), bob.certificate));
  if (!request.ok) throw new Error(request.fault.say);
  const { deps: _, ...join } = makeJoin([], request.value);
  bob.hearsAside(bob.says(join));
  await alice.acknowledgedUpTo(CHARTER, alice.declares({ t: 'invite.revoke', invite: inviteKeys(secret).invite }));
  await bob.connect(relay.origin);
  bob.link.send({ type: 'enter', room: alice.room, bring: true });
  await bob.link.next('entered');
  await bob.sync(CHARTER);
  expect(bob.charter.state().members.has(bob.identity)).toBe(true);
  await bob.link.next('document', ({ segment }) => segment === CHARTER);
  await bob.sync(CHARTER);
  expect(bob.charter.state().members.has(bob.identity)).toBe(false);
});

test('[ENT-1] a husk comes out of the relay as it went in', async () => {
  const { alice, bob } = await aliceAndBob();
  const entry = alice.pens('said and gone');
  alice.puts(alice.month, [huskOf(entry)]);
  await alice.acknowledgedUpTo(alice.month, entry);
  await bob.holds(entry.id);
  expect(bob.held(bob.month).entries.find(({ id }) => id === entry.id)?.header.husk).toBe(true);
});

test('[T-37] [REL-2] what a reader writes is refused whoever brings it, and reaches nobody', async () => {
  const { alice, bob } = await aliceAndBob();
  const carol = new RoomDevice('carol').enters(alice.room);
  const added = alice.declares({ t: 'member.add', role: 'reader', certificates: [carol.certificate] });
  await bob.until(() => bob.charter.has(added.id));
  await carol.connect(relay.origin);
  await carol.catchUp();
  await carol.sync(carol.month);

  const said = carol.writes('Let me in on this');
  expect(await carol.link.next('refuse')).toMatchObject({ code: 'bad-entry' });
  // Bob brings it as if it had come to him by another road.
  bob.puts(bob.month, [said]);
  expect(await bob.link.next('refuse')).toMatchObject({ code: 'bad-entry' });
  const after = bob.writes('Carol may read this');
  for (const reader of [alice, carol]) {
    await reader.holds(after.id);
    expect(reader.held(reader.month).log.heads.has(said.writer)).toBe(reader === carol);
  }
});

test('[T-45] [REL-4] a writer whom the relay leaves out comes to light as soon as anybody who has them is there', async () => {
  const { alice, bob } = await aliceAndBob();
  const carol = new RoomDevice('carol');
  const secret = await alice.invitesAll();
  await carol.connect(relay.origin);
  await carol.joinsByLink(alice.room, secret);
  await carol.sync(carol.month);
  const [one, two, left] = [alice.writes('one'), bob.writes('two'), carol.writes('three')];
  for (const who of [alice, bob, carol]) for (const { id } of [one, two, left]) await who.holds(id);
  await bob.until(() => bob.charter.state().members.size === 3);

  // The relay as it would be had it never heard of Carol's words: it is given all but those again.
  await relay.end('SIGTERM');
  await relay.wipe();
  await relay.start();
  await alice.connect(relay.origin);
  await alice.enter();
  await alice.sync(CHARTER);
  const withheld = alice.held(alice.month);
  alice.documents.delete(alice.month);
  await alice.sync(alice.month);
  const shown = [one, two];
  alice.puts(alice.month, shown);
  const dave = new RoomDevice('dave');
  const another = await alice.invitesAll();
  await dave.connect(relay.origin);
  await dave.joinsByLink(alice.room, another);
  await dave.sync(dave.month);
  await dave.holds(two.id);
  expect(dave.held(dave.month).log.heads.has(left.writer)).toBe(false);

  await bob.connect(relay.origin);
  const entered = await bob.enter();
  expect(entered.state).toBe('differs');
  expect(entered.documents.find(({ segment }) => segment === bob.month)?.digest).not.toEqual(withheld.log.digest());
  await bob.sync(bob.month);
  await dave.holds(left.id);
  expect(dave.held(dave.month).log.digest()).toEqual(withheld.log.digest());
});
