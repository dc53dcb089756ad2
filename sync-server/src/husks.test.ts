import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { cryptoReady } from '#shared/crypto/ready.ts';
import type { Entry } from '#shared/entry/entry.ts';
import { huskOf } from '#shared/entry/husk.ts';
import { CHARTER, documentId, type EntryId } from '#shared/ids.ts';
import { HuskBook, nothingGone } from '#shared/log/huskBook.ts';
import { makeHuskOrder, type HuskOrder } from '#shared/log/huskOrder.ts';
import type { HusksFrame } from '#shared/wire/frames.ts';
import { RelayProcess } from '#testing/relayProcess.ts';
import { RoomDevice } from '#testing/roomDevice.ts';

beforeAll(cryptoReady);
let relay: RelayProcess;
beforeEach(async () => {
  relay = await RelayProcess.start();
});
afterEach(() => relay.discard());

async function aliceAndBob(): Promise<{ alice: RoomDevice; bob: RoomDevice; secret: Uint8Array }> {
  const alice = new RoomDevice('alice');
  const secret = alice.foundsOpenRoom();
  await alice.connect(relay.origin);
  await alice.enter();
  await alice.sync(CHARTER);
  await alice.sync(alice.month);
  const bob = new RoomDevice('bob');
  await bob.connect(relay.origin);
  await bob.joinsByLink(alice.room, secret);
  await bob.sync(bob.month);
  await alice.until(() => alice.charter.state().members.size === 2);
  return { alice, bob, secret };
}

/** Any entry does as the delete: the relay cannot read it. */
function orderOf(signer: RoomDevice, { document, writer, seq, id }: Entry, because = id): HuskOrder {
  const order = { writer, seq, id, target: id, delete: because, device: signer.device };
  return makeHuskOrder(document, order, signer.keys.secretKey);
}

function husks(device: RoomDevice, orders: readonly HuskOrder[], holes: HusksFrame['holes'] = []): void {
  const book = new HuskBook();
  for (const order of orders) book.take(order);
  const { room, month } = device;
  device.link.send({ type: 'husks', room, segment: month, digest: book.digest(), orders, holes });
}

/** Every byte the relay has in a file. */
async function kept(): Promise<Buffer> {
  const files = await readdir(relay.folder, { recursive: true, withFileTypes: true });
  const names = files.filter((file) => file.isFile()).map((file) => join(file.parentPath, file.name));
  return Buffer.concat(await Promise.all(names.map((name) => readFile(name))));
}

/** The entry as the relay hands it to somebody who has nothing yet. */
async function servedTo(newcomer: RoomDevice, id: EntryId): Promise<Entry | undefined> {
  await newcomer.sync(newcomer.month);
  return newcomer.held(newcomer.month).entries.find((entry) => entry.id === id);
}

test('[ENT-6] [REL-3] what its author deletes is gone from every file of the relay, and comes out as a husk with its order', async () => {
  const { alice, bob, secret } = await aliceAndBob();
  // Around it much else, so that its row is rewritten, moved and put together with others.
  for (let i = 0; i < 40; i++) alice.writes(`before ${i}`);
  const said = alice.writes('I should not have said this');
  const after = Array.from({ length: 40 }, (_, i) => alice.writes(`after ${i}`));
  const last = after.at(-1) ?? said;
  await alice.acknowledgedUpTo(alice.month, last);
  await bob.holds(last.id);
  expect((await kept()).includes(Buffer.from(said.payload))).toBe(true);

  const order = orderOf(alice, said, last.id);
  husks(alice, [order]);
  const told = await bob.link.next('husks');
  expect(told.orders).toEqual([order]);
  await alice.link.next('husks');
  expect((await kept()).includes(Buffer.from(said.payload))).toBe(false);
  expect((await kept()).includes(Buffer.from(last.payload))).toBe(true);

  const carol = new RoomDevice('carol');
  await carol.connect(relay.origin);
  await carol.joinsByLink(alice.room, secret);
  const served = await servedTo(carol, said.id);
  expect(served?.header.husk).toBe(true);
  await relay.end('SIGTERM');
  expect((await kept()).includes(Buffer.from(said.payload))).toBe(false);
  await relay.start();
  await bob.connect(relay.origin);
  const { documents } = await bob.enter();
  const book = new HuskBook();
  book.take(order);
  expect(documents.find(({ segment }) => segment === bob.month)?.husks).toEqual(book.digest());
  husks(bob, []);
  expect((await bob.link.next('husks')).orders).toEqual([order]);
});

test('[ENT-6] an order of another member, or one that is not signed, takes nothing; a moderator’s only later', async () => {
  const { alice, bob } = await aliceAndBob();
  const said = alice.writes('mine');
  const bobs = bob.writes('Bob’s');
  await alice.acknowledgedUpTo(alice.month, said);
  await alice.holds(bobs.id);
  const forged = { ...orderOf(alice, said), signature: new Uint8Array(64) };
  husks(bob, [orderOf(bob, said), forged]);
  expect((await bob.link.next('husks')).orders).toEqual([]);
  // Alice owns the room: what she deletes of others is kept hidden for seven days.
  husks(alice, [orderOf(alice, bobs)]);
  expect((await bob.link.next('husks')).orders).toHaveLength(1);
  await alice.link.next('husks');
  const bytes = await kept();
  expect(bytes.includes(Buffer.from(said.payload))).toBe(true);
  expect(bytes.includes(Buffer.from(bobs.payload))).toBe(true);
});

test('[ENT-6] [REL-4] an order of who was a moderator when they gave it is kept for others to judge, and takes nothing', async () => {
  const { alice, bob } = await aliceAndBob();
  const said = alice.writes('What the moderator took');
  await alice.acknowledgedUpTo(alice.month, said);
  const order = orderOf(bob, said);
  // Of somebody who never was more than a member it is not even kept.
  husks(bob, [order]);
  expect((await bob.link.next('husks')).digest).toEqual(nothingGone());
  alice.declares({ t: 'member.role', member: bob.identity, role: 'moderator' });
  const lowered = alice.declares({ t: 'member.role', member: bob.identity, role: 'member', cuts: [] });
  await alice.acknowledgedUpTo(CHARTER, lowered);
  await bob.holds(lowered.id);
  husks(bob, [order]);
  const book = new HuskBook();
  book.take(order);
  await bob.link.next('husks', ({ digest }) => Buffer.compare(digest, book.digest()) === 0);
  expect((await kept()).includes(Buffer.from(said.payload))).toBe(true);
});

test('[ENT-6] [LOG-9] an order for another entry than the one that stands in its place takes nothing', async () => {
  const { alice, bob } = await aliceAndBob();
  const [kept, gone] = [alice.writes('kept'), alice.writes('gone')];
  await alice.acknowledgedUpTo(alice.month, gone);
  await bob.holds(gone.id);
  husks(alice, [orderOf(alice, { ...kept, id: gone.id }), orderOf(alice, gone)]);
  expect((await bob.link.next('husks')).orders).toEqual([orderOf(alice, gone)]);
});

test('[ENT-6] an order that comes before its entry takes it as it comes', async () => {
  const { alice, bob } = await aliceAndBob();
  const entry = alice.pens('deleted before it was sent');
  const order = orderOf(alice, entry);
  husks(alice, [order]);
  expect((await alice.link.next('husks')).orders).toEqual([]);
  alice.puts(alice.month, [huskOf(entry)]);
  expect((await bob.link.next('husks')).orders).toEqual([order]);
  const book = new HuskBook();
  book.take(order);
  expect((await alice.link.next('husks')).digest).toEqual(book.digest());
});

test('[T-54] a husk without an order is a hole: asked of every link, filled by any payload with its hash, and by no other', async () => {
  const { alice, bob } = await aliceAndBob();
  const entry = alice.pens('held back');
  alice.puts(alice.month, [huskOf(entry)]);
  await alice.acknowledgedUpTo(alice.month, entry);
  await bob.holds(entry.id);
  const hole = [entry.writer, entry.seq] as const;
  husks(bob, [], [hole]);
  // Nothing is here to fill it with: everybody else is asked.
  expect((await alice.link.next('husks')).holes).toEqual([hole]);
  expect((await bob.link.next('husks')).holes).toEqual([hole]);
  const about = { type: 'payloads', room: alice.room, segment: alice.month } as const;
  alice.link.send({ ...about, payloads: [[...hole, new Uint8Array(60)]] });
  alice.link.send({ ...about, payloads: [[...hole, entry.payload]] });
  const filled = await bob.link.next('payloads');
  expect(filled.payloads).toEqual([[...hole, entry.payload]]);
  husks(bob, [], [hole]);
  expect((await bob.link.next('payloads')).payloads).toEqual([[...hole, entry.payload]]);
  expect((await bob.link.next('husks')).holes).toEqual([]);
  expect(documentId(alice.room, alice.month)).toBe(entry.document);
});
