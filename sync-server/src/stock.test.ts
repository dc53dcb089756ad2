/** SYN-6: stock y-websocket providers on the real relay, on both ends. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { cryptoReady } from '#shared/crypto/ready.ts';
import type { Entry } from '#shared/entry/entry.ts';
import { CHARTER, documentId, type DocumentId, type Segment } from '#shared/ids.ts';
import { runsOfEntries } from '#shared/log/runsOfEntries.ts';
import { encodeUpdate } from '#shared/log/update.ts';
import { makeTicketAsk } from '#shared/wire/ticket.ts';
import { RelayProcess } from '#testing/relayProcess.ts';
import { RoomDevice } from '#testing/roomDevice.ts';

let relay: RelayProcess;
let alice: RoomDevice;
let bob: RoomDevice;
const providers: WebsocketProvider[] = [];

beforeAll(async () => {
  await cryptoReady();
  relay = await RelayProcess.start();
  alice = new RoomDevice('alice');
  const secret = await alice.foundsRoomOn(relay.origin);
  bob = new RoomDevice('bob');
  await bob.comesInOn(relay.origin, alice.room, secret);
});
afterEach(() => {
  for (const provider of providers.splice(0)) provider.destroy();
});
afterAll(() => relay.discard());

let lastAsked = Date.now();

const ask = (device: RoomDevice, document: DocumentId, at = ++lastAsked, origin = relay.origin): Promise<Response> =>
  fetch(`${relay.origin}/api/ticket`, {
    method: 'POST',
    body: new Uint8Array(makeTicketAsk(origin, { document, device: device.device, at }, device.keys.secretKey)),
    headers: { 'content-type': 'application/octet-stream', origin: relay.origin },
  });

async function ticketOf(device: RoomDevice, document: DocumentId): Promise<string> {
  const response = await ask(device, document);
  expect(response.status).toBe(200);
  return ((await response.json()) as { ticket: string }).ticket;
}

/** A stock client. `ticket`: of `device`, when not said. */
async function connect(device: RoomDevice, segment: Segment, doc = new Y.Doc(), ticket?: string) {
  const document = documentId(alice.room, segment);
  const provider = new WebsocketProvider(`${relay.origin.replace('http', 'ws')}/y`, document, doc, {
    params: { ticket: ticket ?? (await ticketOf(device, document)) },
    WebSocketPolyfill: WebSocket as unknown as typeof globalThis.WebSocket,
    disableBc: true,
  });
  providers.push(provider);
  return { doc, provider };
}

const synced = (provider: WebsocketProvider): Promise<void> =>
  provider.synced ? Promise.resolve() : new Promise((resolve) => provider.once('sync', () => resolve()));

/** Sent away for good: a stock client does not come back by itself. */
const closed = (provider: WebsocketProvider): Promise<{ code: number; reason: string }> =>
  new Promise((resolve) => provider.once('closed', resolve));

/** Resolves when a document has come to hold these very bytes. */
const becomes = (doc: Y.Doc, bytes: () => Uint8Array): Promise<void> =>
  new Promise((resolve) => {
    const look = (): void => {
      if (Buffer.compare(Y.encodeStateAsUpdate(doc), bytes()) !== 0) return;
      doc.off('update', look);
      resolve();
    };
    doc.on('update', look);
    look();
  });

const canonical = (entries: readonly Entry[]): Uint8Array =>
  encodeUpdate([...runsOfEntries(entries)].sort((a, b) => b.writer - a.writer));

test('[SYN-6] what one stock client brings reaches devices and another stock client, byte for byte', async () => {
  const { month } = alice;
  const said = alice.pens('by a stock client');
  const hers = new Y.Doc();
  Y.applyUpdate(hers, encodeUpdate(runsOfEntries([said])));
  const { provider } = await connect(alice, month, hers);
  await bob.holds(said.id);
  await synced(provider);

  const his = await connect(bob, month);
  await becomes(his.doc, () => canonical(bob.held(month).entries));
  const answer = bob.writes('by a device');
  await becomes(his.doc, () => canonical(bob.held(month).entries));
  await becomes(hers, () => canonical(bob.held(month).entries));
  expect([...his.doc.share.keys()]).toContain(`w/${answer.writer.toString(36)}`);
});

test('[SYN-6] the charter is read like any document', async () => {
  const { doc } = await connect(bob, CHARTER);
  await becomes(doc, () => canonical(alice.held(CHARTER).entries));
});

test('[SYN-6] [LOG-3] what a stock client writes outside of lists is refused, and ends its connection', async () => {
  const { doc, provider } = await connect(bob, bob.month);
  await synced(provider);
  const ended = closed(provider);
  doc.getMap('prose').set('by', 'anybody');
  expect(await ended).toMatchObject({ code: 4400, reason: 'bad-entry' });
});

test('[SYN-6] a ticket is good once, for its document, for a member', async () => {
  const document = documentId(alice.room, alice.month);
  const ticket = await ticketOf(alice, document);
  await synced((await connect(alice, alice.month, new Y.Doc(), ticket)).provider);
  const turnedAway = { code: 4401, reason: 'no-ticket' };
  expect(await closed((await connect(alice, alice.month, new Y.Doc(), ticket)).provider)).toEqual(turnedAway);
  const other = await ticketOf(alice, documentId(alice.room, CHARTER));
  expect(await closed((await connect(alice, alice.month, new Y.Doc(), other)).provider)).toEqual(turnedAway);
  const stranger = new RoomDevice('mallory');
  expect(await closed((await connect(stranger, alice.month)).provider)).toEqual({ code: 4403, reason: 'not-member' });
});

test('[SYN-6] a ticket is given to who signed for this relay just now, and for each signature once', async () => {
  const document = documentId(alice.room, CHARTER);
  const now = ++lastAsked;
  expect((await ask(alice, document, now)).status).toBe(200);
  expect((await ask(alice, document, now)).status).toBe(409);
  expect((await ask(alice, document, now - 10 * 60_000)).status).toBe(409);
  expect((await ask(alice, document, ++lastAsked, 'https://elsewhere.example')).status).toBe(400);
});

test('[SYN-6] who is put out while connected is sent away', async () => {
  const carol = new RoomDevice('carol');
  const secret = await alice.invitesAll();
  await carol.comesInOn(relay.origin, alice.room, secret);
  await alice.until(() => alice.charter.state().members.has(carol.identity));
  const { doc, provider } = await connect(carol, alice.month);
  await synced(provider);
  const ended = closed(provider);
  const removal = alice.declares({ t: 'member.remove', member: carol.identity });
  await alice.acknowledgedUpTo(CHARTER, removal);
  const said = carol.pens('still here?');
  Y.applyUpdate(doc, encodeUpdate(runsOfEntries([said])));
  expect(await ended).toMatchObject({ code: 4403, reason: 'not-member' });
});
