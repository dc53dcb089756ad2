/** What a peer may say that means no good: the engine is real, the peer is played by hand over links that are a table. */
import { beforeEach, describe, expect, test } from 'vitest';
import { signKeyPair } from '#shared/crypto/sign.ts';
import { bytesOf, toText } from '#shared/bytes.ts';
import { makeCertificate, type DeviceCert } from '#shared/charter/certificate.ts';
import { readInviteLink } from '#shared/charter/inviteLink.ts';
import { inviteKeys, type InviteKeys } from '#shared/charter/invites.ts';
import { makeJoinRequest } from '#shared/charter/joinRequest.ts';
import { boxKeyPair } from '#shared/crypto/box.ts';
import {
  CHARTER,
  documentId,
  type DeviceId,
  type EntryId,
  type RoomId,
  type Segment,
  type WriterId,
} from '#shared/ids.ts';
import { makeHuskOrder, type HuskOrder } from '#shared/log/huskOrder.ts';
import { writeUpdate } from '#shared/log/syncMessage.ts';
import { makeLive } from '#shared/sync/live.ts';
import { roomProof } from '#shared/sync/roomProof.ts';
import { encodeBatch } from '#shared/wire/batch.ts';
import type { Frame } from '#shared/wire/frames.ts';
import { Gathering } from '#testing/gathering.ts';
import type { HeadlessPerson } from '#testing/headlessPerson.ts';
import { Played, TableLinks } from '#testing/playedPeer.ts';
import { webRandom } from './adapters/webRandom.ts';

const gathering = Gathering.forTests();
let alice: HeadlessPerson;
let links: TableLinks;
let room: RoomId;

beforeEach(async () => {
  links = new TableLinks();
  alice = await gathering.meet('Alice', () => links);
  room = await alice.startsRoom();
  await alice.says(room, 'Between us');
  await links.starts();
});

const stranger = (): { device: DeviceId; secretKey: Uint8Array } => {
  const { publicKey, secretKey } = signKeyPair(webRandom.bytes(32));
  return { device: toText(publicKey) as DeviceId, secretKey };
};

const inviteOf = (link: string): InviteKeys => {
  const read = readInviteLink(link);
  if (!read.ok) throw new Error(read.fault.say);
  return inviteKeys(read.value.secret);
};

/** Asks for everything. */
const STEP_1 = Uint8Array.of(0, 1, 0);

const claim = (segment: Segment, channel: number): Frame => {
  return { type: 'document', room, segment, channel, digest: new Uint8Array(32), entries: 1 };
};

/** Somebody else's certificate, as anybody may come by it. */
function makePerson(): DeviceCert {
  const [identity, device] = [signKeyPair(webRandom.bytes(32)), signKeyPair(webRandom.bytes(32))];
  const box = boxKeyPair(webRandom.bytes(32)).publicKey;
  return makeCertificate({ identity, device, box, serial: 0, at: 0 });
}

describe('[SYN-3] [SYN-4] a stranger', () => {
  test('proves a device, hears of no room, and learns nothing from naming one', async () => {
    const { device, secretKey } = stranger();
    const eve = new Played(links, device, secretKey);
    await eve.until(() => eve.isOpen);
    const other = toText(webRandom.bytes(32)) as RoomId;
    eve.says({ type: 'enter', room }, { type: 'enter', room: other });
    await eve.until(() => eve.frames.filter(({ type }) => type === 'refuse').length === 2);
    const refusals = eve.frames.filter((frame) => frame.type === 'refuse');
    expect(refusals.map(({ code, say }) => [code, say])).toEqual(
      [refusals[0], refusals[0]].map((r) => [r?.code, r?.say]),
    );
    eve.says({ type: 'sync', channel: 0, message: Uint8Array.of(0, 1, 0) }, { type: 'ping' });
    await eve.hears('pong');
    const said = new Set(eve.frames.map(({ type }) => type));
    expect([...said].sort()).toEqual(['hello', 'pong', 'prove', 'refuse', 'seek']);
  });

  test('[SYN-4] learns of no room from what is sought, nor by repeating it', async () => {
    const { device, secretKey } = stranger();
    const eve = new Played(links, device, secretKey);
    await eve.until(() => eve.isOpen);
    const sought = await eve.hears('seek');
    expect(sought.rooms).toHaveLength(8);
    const known = toText(roomProof(eve.transcript, alice.device.engine.keys?.device ?? device, room));
    expect(sought.rooms.map(toText), 'who knows the room recognises it').toContain(known);
    const elsewhere = new Played(links, device, secretKey);
    await elsewhere.until(() => elsewhere.isOpen);
    elsewhere.says(sought, await elsewhere.hears('seek'), { type: 'ping' });
    await elsewhere.hears('pong');
    expect(elsewhere.frames.some(({ type }) => type === 'enter')).toBe(false);
  });

  test('is cut off for a proof of another transport, for a frame before the proof, for bytes that are no frames', async () => {
    const { device, secretKey } = stranger();
    const middle = new Played(links, device, secretKey, '3'.repeat(52));
    await middle.until(() => links.dropped !== undefined);
    expect(middle.isOpen).toBe(false);
    for (const bytes of [Uint8Array.of(9, 9, 9, 9), encodeBatch([{ type: 'enter', room }])]) {
      links.dropped = undefined;
      const eve = new Played(links, device, secretKey);
      eve.saysBytes(bytes);
      await eve.until(() => links.dropped !== undefined);
      expect(eve.frames.some(({ type }) => type === 'enter' || type === 'entered')).toBe(false);
    }
  });

  test('[SYN-5] is cut off when it sends more than can be seen to', async () => {
    const { device, secretKey } = stranger();
    const eve = new Played(links, device, secretKey);
    await eve.until(() => eve.isOpen);
    const leave: Frame = { type: 'leave', room };
    const flood = encodeBatch(Array.from({ length: 10_000 }, () => leave));
    for (let i = 0; i < 4 && links.dropped === undefined; i++) eve.saysBytes(flood);
    await eve.until(() => links.dropped !== undefined);
  });
});

/** Bob is in the room; his keys are then in other hands. */
async function comesIn() {
  const bob = await gathering.meet('Bob');
  const link = await alice.invites(room);
  await alice.isKept(room);
  await bob.joins(link);
  const theirs = bob.device.engine.keys;
  const epoch = bob.device.engine.room(room).charter.keyring.usable(bob.device.engine.room(room).charter.charter);
  if (!theirs || !epoch) throw new TypeError('Bob has keys');
  const state = () => alice.device.engine.room(room).charter.charter.state();
  await alice.until(() => state().devices.has(theirs.device));
  await bob.closes();
  const mallory = new Played(links, theirs.device, theirs.signSecret);
  await mallory.until(() => mallory.isOpen);
  mallory.says({ type: 'enter', room });
  return { mallory, theirs, epoch };
}
describe('[CHA-8] at the door', () => {
  test('an invite that was made up, or turned off, opens nothing', async () => {
    const link = await alice.invites(room);
    const invite = inviteOf(link);
    await alice.device.do({ do: 'invite.revoke', room, invite: invite.invite });
    const { device, secretKey } = stranger();
    const eve = new Played(links, device, secretKey);
    await eve.until(() => eve.isOpen);
    for (const keys of [invite, inviteKeys(webRandom.bytes(16))]) {
      eve.shows(room, keys);
      const wrong = { key: keys.invite, signature: webRandom.bytes(64) };
      eve.says({ type: 'enter', room, invite: wrong }, { type: 'sync', channel: 0, message: Uint8Array.of(0, 1, 0) });
    }
    eve.says({ type: 'ping' });
    await eve.hears('pong');
    const said = new Set(eve.frames.map(({ type }) => type));
    expect([...said].sort()).toEqual(['hello', 'pong', 'prove', 'refuse', 'seek']);
  });

  test('a guest reads the charter and nothing else, and asks for nobody but themselves', async () => {
    const invite = inviteOf(await alice.invites(room));
    const { device, secretKey } = stranger();
    const eve = new Played(links, device, secretKey);
    await eve.until(() => eve.isOpen);
    eve.shows(room, invite);
    const { documents } = await eve.hears('entered');
    expect(documents.map(({ segment }) => segment)).toEqual([CHARTER]);
    const { months } = alice.device.engine.room(room);
    eve.says(...[CHARTER, ...months].map((segment, channel) => claim(segment, channel)));
    for (let channel = 0; channel < 8; channel++) eve.says({ type: 'sync', channel, message: STEP_1 });
    const other = makePerson();
    const request = makeJoinRequest(room, invite, other);
    eve.says({ type: 'ask', room, request }, { type: 'asked', room, request });
    await alice.says(room, 'Not for the door');
    eve.says({ type: 'ping' });
    await eve.hears('pong');
    expect(eve.answers, 'the charter, once').toHaveLength(1);
    expect(eve.channels, 'nothing is said of any other document').toEqual(new Set([0]));
    expect(eve.frames.filter((frame) => frame.type === 'refuse').map(({ code }) => code)).toEqual(['bad-invite']);
    expect(eve.frames.some(({ type }) => type === 'document' || type === 'mark' || type === 'answer')).toBe(false);
    expect(alice.device.engine.room(room).charter.charter.state().devices.has(other.sign)).toBe(false);
  });

  test('[SYN-4] an invite that is turned off closes the door that was open', async () => {
    const invite = inviteOf(await alice.invites(room));
    const { device, secretKey } = stranger();
    const eve = new Played(links, device, secretKey);
    await eve.until(() => eve.isOpen);
    eve.shows(room, invite);
    const { documents } = await eve.hears('entered');
    const channel = documents[0]?.channel ?? 0;
    eve.says(claim(CHARTER, 0), { type: 'sync', channel, message: STEP_1 });
    await eve.until(() => eve.answers.length === 1);
    await alice.device.do({ do: 'invite.revoke', room, invite: invite.invite });
    eve.says({ type: 'sync', channel, message: STEP_1 }, { type: 'ping' });
    await eve.hears('pong');
    expect(eve.answers).toHaveLength(1);
  });

  test('who may let nobody in says no for nobody', async () => {
    const bob = await gathering.meet('Bob');
    await alice.device.do({ do: 'room.rules', room, rules: { links: 'asked' } });
    const link = await alice.invites(room);
    await alice.isKept(room);
    await bob.asks(link, 'waiting');
    const asking = async () => (await alice.details(room))?.asking ?? [];
    await alice.until(async () => (await asking()).length === 1);
    await alice.device.do({ do: 'ask.admit', room, request: (await asking())[0]?.request ?? '' });
    await bob.until(() => bob.isIn(room));
    const theirs = bob.device.engine.keys;
    if (!theirs) throw new TypeError('Bob has keys');
    await bob.closes();
    const cleo = await gathering.meet('Cleo');
    await cleo.asks(link, 'waiting');
    await alice.until(async () => (await asking()).length === 1);
    const mallory = new Played(links, theirs.device, theirs.signSecret);
    await mallory.until(() => mallory.isOpen);
    mallory.says({ type: 'enter', room });
    await mallory.hears('entered');
    mallory.says({ type: 'entered', room, state: 'same', documents: [] });
    const [asker] = await asking();
    mallory.says(
      { type: 'answer', room, request: bytesOf(asker?.request ?? ''), outcome: 'declined' },
      { type: 'ping' },
    );
    await mallory.hears('pong');
    expect(alice.device.engine.admissions.asking(room).map(({ request }) => request)).toEqual([asker?.request]);
  });
});

describe('a member', () => {
  test('[T-48] who floods it with who is where is looked at as often as one person has something to say', async () => {
    const { mallory, theirs, epoch } = await comesIn();
    await mallory.hears('entered');
    mallory.says({ type: 'entered', room, state: 'same', documents: [] });
    const { attendance } = alice.device.engine;
    const { device, signSecret: secretKey } = theirs;
    const sealing = { epoch: epoch.epoch, epochKey: epoch.key, iv: webRandom.bytes(24) };
    const now = Date.now();
    const began = performance.now();
    let news = 0;
    const stop = alice.device.engine.onNotice((notice) => {
      if (notice.is === 'presence') news++;
    });
    const attention = (n: number) => (n % 2 === 0 ? 'here' : 'writing');
    mallory.says(
      ...Array.from({ length: 2_000 }, (_, n) =>
        makeLive(room, now + n, attention(n), { device, secretKey, ...sealing }),
      ),
      { type: 'ping' },
    );
    await mallory.hears('pong');
    stop();
    expect(attendance.size).toBe(1);
    expect(news).toBeGreaterThan(0);
    // 100 at once and 30 a second.
    expect(news).toBeLessThanOrEqual(101 + ((performance.now() - began) / 1000) * 30);
  });

  test('[LOG-4] [T-1] whose entries are none is refused by the guard, and the room goes on', async () => {
    const { mallory } = await comesIn();
    const { documents } = await mallory.hears('entered');
    const { channel } = documents.find(({ segment }) => segment !== CHARTER) ?? { channel: -1 };
    const before = alice.device.engine.refused.items.length;
    const gc = Uint8Array.of(1, 1, 5, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x3f, 0);
    const claims = documents.map((offer, i) => ({ ...offer, channel: i, digest: new Uint8Array(32) }));
    mallory.says(
      { type: 'entered', room, state: 'differs', documents: claims },
      { type: 'document', room, segment: '9999-12', channel: 7, digest: new Uint8Array(32), entries: 3 },
      { type: 'sync', channel, message: writeUpdate(gc) },
      { type: 'sync', channel, message: writeUpdate(webRandom.bytes(200)) },
      { type: 'sync', channel: 999, message: writeUpdate(gc) },
      { type: 'ping' },
    );
    await mallory.hears('pong');
    expect(alice.device.engine.refused.items.length).toBe(before + 2);
    expect(alice.device.engine.room(room).documentOf('9999-12')).toBeUndefined();
    const id = await alice.says(room, 'Still here');
    await alice.seesMessage(room, id, () => true);
  });

  test('[LOG-6] [LOG-8a] whose charter lists nobody asked for are looked at by nobody, and who is asked too much stops answering', async () => {
    const { mallory, theirs } = await comesIn();
    await mallory.hears('entered');
    mallory.says({ type: 'entered', room, state: 'same', documents: [] });
    const { charter } = alice.device.engine.room(room);
    const [size, heads] = [charter.charter.size, charter.charter.heads()];
    const id = (): EntryId => toText(webRandom.bytes(32)) as EntryId;
    const list = { device: theirs.device, seq: 0, entries: [webRandom.bytes(200), webRandom.bytes(200)] };
    const [known = id()] = heads;
    mallory.says(
      ...[known, id()].flatMap((about): Frame[] => [
        { type: 'given', room, id: about, list },
        { type: 'given', room, id: about, list: { ...list, seq: 1, previous: known } },
        { type: 'given', room, id: about },
      ]),
      ...Array.from({ length: 600 }, (): Frame => ({ type: 'need', room, id: id(), from: 0 })),
      { type: 'need', room, id: known, from: 0 },
      { type: 'ping' },
    );
    await mallory.hears('pong');
    const given = mallory.frames.filter((frame) => frame.type === 'given');
    expect(given.length).toBeGreaterThan(0);
    expect(given.length).toBeLessThanOrEqual(400);
    expect(given.flatMap((answer) => answer.list ?? [])).toEqual([]);
    expect([charter.charter.size, charter.charter.heads(), charter.beside.entries]).toEqual([size, heads, []]);
  });

  test('[ENT-6] whose orders are for what others said takes no word of theirs, however often it is told', async () => {
    const { mallory, theirs } = await comesIn();
    await mallory.hears('entered');
    mallory.says({ type: 'entered', room, state: 'same', documents: [] });
    const said = await alice.seesMessage(room, await alice.says(room, 'Mine to delete'), () => true);
    const { segment, writer, seq } = said.slot;
    const place = { writer, seq, id: said.id, target: said.id, delete: toText(webRandom.bytes(32)) as EntryId };
    const sign = (order: Omit<HuskOrder, 'signature'>) =>
      makeHuskOrder(documentId(room, segment), order, theirs.signSecret);
    const author = alice.device.engine.keys?.device ?? theirs.device;
    const orders = [
      sign({ ...place, device: theirs.device }),
      sign({ ...place, device: theirs.device, delete: said.id }),
      // In the author's name.
      sign({ ...place, device: author }),
      sign({ ...place, device: theirs.device, seq: 60_000 }),
      sign({ ...place, device: theirs.device, writer: 1 as WriterId }),
      sign({ ...place, device: stranger().device }),
    ];
    const digest = webRandom.bytes(32);
    const holes = Array.from({ length: 200 }, (_, at) => [writer, at] as const);
    const husks: Frame = { type: 'husks', room, segment, digest, orders, holes };
    const payloads = [[writer, seq, webRandom.bytes(64)] as const];
    mallory.says(husks, husks, { type: 'payloads', room, segment, payloads }, husks, { type: 'ping' });
    await mallory.hears('pong');
    await alice.seesMessage(room, said.id, ({ text, deleted }) => text === 'Mine to delete' && !deleted);
    const filled = mallory.frames.flatMap((frame) => (frame.type === 'payloads' ? frame.payloads : []));
    expect(new Set(filled.map(([by]) => by)), 'of its list, and nothing that is not there').toEqual(new Set([writer]));
    expect(filled.every(([, at]) => at <= seq)).toBe(true);
    await alice.closes();
    await alice.opens();
    await alice.seesMessage(room, said.id, ({ text, deleted }) => text === 'Mine to delete' && !deleted);
  });
});
