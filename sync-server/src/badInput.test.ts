import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { hash } from '#shared/crypto/hash.ts';
import { cryptoReady } from '#shared/crypto/ready.ts';
import { CHARTER, type DeviceId, type RoomId } from '#shared/ids.ts';
import { encodeBatch } from '#shared/wire/batch.ts';
import { MAX_BATCH } from '#shared/wire/frames.ts';
import { writeUpdate } from '#shared/log/syncMessage.ts';
import { encodeUpdate } from '#shared/log/update.ts';
import { RelayProcess } from '#testing/relayProcess.ts';
import { RoomDevice } from '#testing/roomDevice.ts';
import { SocketLink } from '#testing/socketLink.ts';

let relay: RelayProcess;
let alice: RoomDevice;
let secret: Uint8Array;

beforeAll(async () => {
  await cryptoReady();
  relay = await RelayProcess.start();
  alice = new RoomDevice('alice');
  secret = await alice.foundsRoomOn(relay.origin);
});
afterAll(() => relay.discard());

/** Whatever happened, the relay goes on serving Alice. */
afterEach(async () => {
  const entry = alice.writes('still here');
  await alice.acknowledgedUpTo(alice.month, entry);
});

const nonce = new Uint8Array(32);

test('a malformed batch is refused and ends that connection', async () => {
  const link = await new SocketLink(relay.origin).opened();
  link.socket.send(new Uint8Array([200, 1, 2, 3]));
  expect((await link.next('refuse')).code).toBe('bad-frame');
  expect((await link.closed).code).toBe(1008);
});

test('an oversized message ends that connection', async () => {
  const link = await new SocketLink(relay.origin).opened();
  link.socket.send(new Uint8Array(MAX_BATCH + 1));
  expect((await link.closed).code).toBe(1009);
});

test('text is refused', async () => {
  const link = await new SocketLink(relay.origin).opened();
  link.socket.send('hello');
  expect((await link.closed).code).toBe(1003);
});

test('[SYN-3] nothing is answered before the proof', async () => {
  const link = await new SocketLink(relay.origin).opened();
  link.send({ type: 'hello', version: 1, nonce }, { type: 'enter', room: alice.room });
  expect((await link.next('refuse')).code).toBe('bad-proof');
  expect((await link.closed).code).toBe(1008);
});

test('[SYN-3] a bad signature, and a proof made towards another address, are refused', async () => {
  const eve = new RoomDevice('eve');
  for (const transport of [relay.origin, 'https://other.example']) {
    const link = await new SocketLink(relay.origin).opened();
    link.send(
      { type: 'hello', version: 1, nonce },
      { type: 'prove', device: eve.device, transport, signature: new Uint8Array(64) },
    );
    expect((await link.next('refuse')).code).toBe('bad-proof');
  }
});

test('[SYN-3] a small-order device key proves nothing', async () => {
  const link = await new SocketLink(relay.origin).opened();
  const device = 'A'.repeat(43) as DeviceId;
  link.send(
    { type: 'hello', version: 1, nonce },
    { type: 'prove', device, transport: relay.origin, signature: new Uint8Array(64) },
  );
  expect((await link.next('refuse')).code).toBe('bad-proof');
});

test('[SYN-4] a stranger is told nothing of a room, and reaches no channel of it', async () => {
  const eve = new RoomDevice('eve').enters(alice.room);
  await eve.connect(relay.origin);
  eve.link.send({ type: 'enter', room: alice.room });
  expect((await eve.link.next('refuse')).code).toBe('not-member');
  eve.link.send({ type: 'open', room: alice.room, segment: alice.month });
  expect((await eve.link.next('refuse')).code).toBe('not-member');
  for (const channel of [1, 2, 99]) {
    eve.link.send({ type: 'sync', channel, message: new Uint8Array([0, 1, 0]) });
    expect((await eve.link.next('refuse')).code).toBe('unknown-document');
  }
  eve.link.close();
});

test('[SYN-4] an invite opens the charter and no timeline', async () => {
  const guest = new RoomDevice('guest').enters(alice.room);
  await guest.connect(relay.origin);
  expect((await guest.enter(secret)).documents.map(({ segment }) => segment)).toEqual([CHARTER]);
  guest.link.send({ type: 'open', room: alice.room, segment: alice.month });
  expect((await guest.link.next('refuse')).code).toBe('not-member');
  guest.link.close();
});

test('[DOC-1] a month before the room, and one not due, are refused', async () => {
  alice.link.send({ type: 'open', room: alice.room, segment: '2001-01' });
  expect((await alice.link.next('refuse')).code).toBe('unknown-document');
  alice.link.send({ type: 'open', room: alice.room, segment: '2199-01' });
  expect((await alice.link.next('refuse')).code).toBe('not-due');
});

test('[LOG-5] [REL-2] a forged entry is refused with its slot, the good ones before it stay', async () => {
  const good = alice.pens('good');
  const bad = alice.pens('bad');
  const forged = bad.bytes.slice();
  forged[forged.length - 1] = (forged.at(-1) ?? 0) ^ 1;
  const channel = alice.held(alice.month).channel ?? 0;
  const update = encodeUpdate([{ writer: good.writer, first: good.seq, entries: [good.bytes, forged] }]);
  alice.link.send({ type: 'sync', channel, message: writeUpdate(update) });
  const refusal = await alice.link.next('refuse');
  expect(refusal.code).toBe('bad-entry');
  expect(refusal.say).toContain(`${bad.writer}/${bad.seq}`);
  await alice.acknowledgedUpTo(alice.month, good);
  alice.puts(alice.month, [bad]);
  await alice.acknowledgedUpTo(alice.month, bad);
});

test('[LOG-3] bytes that are no canonical update are refused', async () => {
  const channel = alice.held(alice.month).channel ?? 0;
  for (const bytes of [
    new Uint8Array([255, 255, 255, 255, 127]),
    hash('noise'),
    new Uint8Array([1, 1, 5, 0, 0xc3, 0, 0]),
  ]) {
    alice.link.send({ type: 'sync', channel, message: writeUpdate(bytes) });
    expect((await alice.link.next('refuse')).code).toBe('bad-entry');
  }
});

test('[DOC-1] a room takes no genesis but its own', async () => {
  const eve = new RoomDevice('eve');
  const genesis = eve.founds();
  const other = hash('another room');
  const room = Buffer.from(other).toString('base64url') as RoomId;
  eve.enters(room);
  await eve.connect(relay.origin);
  expect((await eve.enter()).state).toBe('unknown');
  eve.link.send({ type: 'open', room, segment: CHARTER });
  const { channel } = await eve.link.next('document');
  const update = encodeUpdate([{ writer: genesis.writer, first: 0, entries: [genesis.bytes] }]);
  eve.link.send({ type: 'sync', channel, message: writeUpdate(update) });
  eve.link.send({ type: 'leave', room });
  expect((await eve.enter()).state).toBe('unknown');
  eve.link.close();
});

test('garbage from many devices at once ends nothing', async () => {
  const links = await Promise.all(Array.from({ length: 10 }, () => new SocketLink(relay.origin).opened()));
  links.forEach((link, n) => {
    for (let i = 0; i < 100; i++) link.socket.send(encodeBatch([{ type: 'pong' }]).fill(n + i));
  });
  for (const link of links) expect((await link.closed).code).toBe(1008);
});
