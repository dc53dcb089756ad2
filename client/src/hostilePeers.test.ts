/** What a peer may say that means no good: the engine is real, the peer is played by hand over links that are a table. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cryptoReady } from '#shared/crypto/ready.ts';
import { signKeyPair } from '#shared/crypto/sign.ts';
import { toText } from '#shared/bytes.ts';
import { CHARTER, type DeviceId, type RoomId } from '#shared/ids.ts';
import { writeUpdate } from '#shared/log/syncMessage.ts';
import type { PeerEvents, PeerLinks } from '#shared/ports/peerLinks.ts';
import { makeLive } from '#shared/sync/live.ts';
import { generate, queue, receive, startSession, type Session } from '#shared/sync/session.ts';
import { encodeBatch, readBatch } from '#shared/wire/batch.ts';
import type { Frame } from '#shared/wire/frames.ts';
import { HeadlessPerson } from '#testing/headlessPerson.ts';
import { RelayProcess } from '#testing/relayProcess.ts';
import { systemClock } from './adapters/systemClock.ts';
import { webRandom } from './adapters/webRandom.ts';

const OWN = '1'.repeat(52);
const PEER = '2'.repeat(52);

/** Links on which the test is the only peer. */
class TableLinks implements PeerLinks {
  heard: PeerEvents | undefined;
  sent: (batch: Uint8Array) => void = () => undefined;
  dropped: string | undefined;
  #started: (() => void)[] = [];

  start(heard: PeerEvents): void {
    this.heard = heard;
    heard.reachable(OWN);
    for (const started of this.#started.splice(0)) started();
  }

  async starts(): Promise<PeerEvents> {
    if (!this.heard) await new Promise<void>((resolve) => this.#started.push(resolve));
    if (!this.heard) throw new TypeError('it was waited for');
    return this.heard;
  }

  meet(): void {
    // Whom the engine turns to is not what is tried here.
  }
  introduced(): void {
    // As above.
  }
  send(_peer: string, batch: Uint8Array): void {
    this.sent(batch);
  }
  drop(peer: string, reason: string): void {
    this.dropped = reason;
    this.heard?.down(peer, reason);
    this.sent(new Uint8Array());
  }
  stop(): Promise<void> {
    return Promise.resolve();
  }
}

/** The peer: speaks the session's words, and beyond them whatever the test says. */
class Played {
  readonly frames: Frame[] = [];
  readonly #links: TableLinks;
  #session: Session;
  #waiting: (() => void)[] = [];

  constructor(links: TableLinks, device: DeviceId, secretKey: Uint8Array, transport = PEER) {
    this.#links = links;
    const nonce = webRandom.bytes(32);
    this.#session = startSession({ is: 'peer', nonce, transport, theirTransport: OWN, device, secretKey });
    links.sent = (batch) => this.#take(batch);
    links.heard?.up(PEER);
    this.#flush();
  }

  get isOpen(): boolean {
    return this.#session.phase === 'open';
  }

  says(...frames: readonly Frame[]): void {
    for (const frame of frames) this.#session = queue(this.#session, frame);
    this.#flush();
  }

  saysBytes(bytes: Uint8Array): void {
    this.#links.heard?.batch(PEER, bytes);
  }

  async until(met: () => boolean): Promise<void> {
    while (!met()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  async hears<T extends Frame['type']>(type: T): Promise<Frame & { type: T }> {
    const isIt = (frame: Frame): frame is Frame & { type: T } => frame.type === type;
    await this.until(() => this.frames.some(isIt));
    const found = this.frames.find(isIt);
    if (!found) throw new TypeError('it was waited for');
    return found;
  }

  #take(batch: Uint8Array): void {
    const read = readBatch(batch);
    if (!read.ok) throw new Error(read.fault.say);
    for (const frame of read.value) {
      const { session } = receive(this.#session, frame);
      this.#session = session;
      this.frames.push(frame);
    }
    this.#flush();
    for (const wake of this.#waiting.splice(0)) wake();
  }

  #flush(): void {
    const { session, batch } = generate(this.#session);
    this.#session = session;
    if (batch) queueMicrotask(() => this.#links.heard?.batch(PEER, batch));
  }
}

let relay: RelayProcess;
let alice: HeadlessPerson;
let links: TableLinks;
let room: RoomId;

beforeEach(async () => {
  await cryptoReady();
  relay = await RelayProcess.start();
  links = new TableLinks();
  alice = new HeadlessPerson('Alice', relay.origin, systemClock, undefined, () => links);
  await alice.opens();
  room = await alice.startsRoom();
  await alice.says(room, 'Between us');
  await links.starts();
});
afterEach(async () => {
  await alice.closes();
  await relay.discard();
});

const stranger = (): { device: DeviceId; secretKey: Uint8Array } => {
  const { publicKey, secretKey } = signKeyPair(webRandom.bytes(32));
  return { device: toText(publicKey) as DeviceId, secretKey };
};

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
    expect([...said].sort()).toEqual(['hello', 'pong', 'prove', 'refuse']);
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
  const bob = new HeadlessPerson('Bob', relay.origin);
  await bob.opens();
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
});
