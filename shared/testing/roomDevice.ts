/**
 * A person's device that talks to a real relay about one room: proves itself, keeps its documents as logs and runs, answers
 * and asks by step 1. Just enough of an engine to test a relay with; it shows nothing and stores nothing.
 */
import {
  CHARTER,
  documentId,
  monthOf,
  type DocumentId,
  type EntryId,
  type EpochId,
  type Segment,
  type WriterId,
} from '#shared/ids.ts';
import { encode } from '#shared/cbor.ts';
import { charterJudge } from '#shared/charter/judge.ts';
import { inviteKeys, makeInvite, proveInvite } from '#shared/charter/invites.ts';
import { makeJoin, makeJoinRequest, readJoinRequest } from '#shared/charter/joinRequest.ts';
import type { Entry } from '#shared/entry/entry.ts';
import { makeEntry } from '#shared/entry/make.ts';
import { sealBody } from '#shared/entry/seal.ts';
import { tick, type Hlc } from '#shared/entry/hlc.ts';
import { DocumentLog } from '#shared/log/documentLog.ts';
import { admit } from '#shared/log/guard.ts';
import { nextSlot } from '#shared/log/nextSlot.ts';
import { rootDigest } from '#shared/log/rootDigest.ts';
import { runsOfEntries } from '#shared/log/runsOfEntries.ts';
import { readSyncMessage, writeStep1, writeStep2, writeUpdate } from '#shared/log/syncMessage.ts';
import { speaksOf, type VectorPage } from '#shared/log/vectorPages.ts';
import { encodeUpdate, readUpdate } from '#shared/log/update.ts';
import { generate, receive, startSession, type Session } from '#shared/sync/session.ts';
import { BesideBook } from '#shared/log/besideBook.ts';
import { answerNeed } from '#shared/sync/needs.ts';
import { answerShow } from '#shared/sync/forkSearch.ts';
import type { Entered, Frame, Need, Show, Sync } from '#shared/wire/frames.ts';
import type { RoomId } from '#shared/ids.ts';
import { Person } from './charterPeople.ts';
import { SocketLink } from './socketLink.ts';

/** Sealing is real; who holds the key is not what these tests are about. */
const EPOCH_KEY = new Uint8Array(32).fill(9);
const EPOCH = 'A'.repeat(43) as EpochId;

interface Held {
  readonly log: DocumentLog;
  readonly entries: Entry[];
  channel: number | undefined;
}

export class RoomDevice extends Person {
  readonly documents = new Map<Segment, Held>();
  /** Counts the relay says are durable, by `<segment>/<writer>`. */
  readonly acknowledged = new Map<string, number>();
  now: number;
  #link: SocketLink | undefined;
  #transcript: Uint8Array | undefined;
  #watchers = new Set<() => void>();
  #hlc: Hlc | undefined;

  constructor(name: string, now = Date.now()) {
    super(name);
    this.now = now;
  }

  get link(): SocketLink {
    if (!this.#link) throw new TypeError(`${this.name} is not connected`);
    return this.#link;
  }

  get room(): RoomId {
    return this.charter.room;
  }

  get month(): Segment {
    return monthOf(this.now);
  }

  held(segment: Segment): Held {
    const held = this.documents.get(segment) ?? {
      log: new DocumentLog(this.#id(segment)),
      entries: [],
      channel: undefined,
    };
    this.documents.set(segment, held);
    return held;
  }

  /** Connects and proves the device. Resolves when the relay has said welcome. */
  async connect(origin: string): Promise<void> {
    const link = new SocketLink(origin);
    this.#link = link;
    for (const held of this.documents.values()) held.channel = undefined;
    let session: Session = startSession({
      is: 'device',
      nonce: this.random.bytes(32),
      transport: origin,
      device: this.device,
      secretKey: this.keys.secretKey,
    });
    const flush = (): void => {
      const made = generate(session);
      session = made.session;
      if (made.batch) link.socket.send(made.batch);
    };
    link.onFrame = (frame) => {
      if (session.phase !== 'open') session = receive(session, frame).session;
      else this.#take(frame);
      this.#transcript = session.transcript;
      flush();
    };
    // The relay's hello may come with the very bytes that open the link: everything above is in place before.
    await link.opened();
    flush();
    await link.next('welcome');
  }

  /** Enters the room; `secret` is that of an invite. */
  async enter(secret?: Uint8Array): Promise<Entered> {
    const documents = [...this.documents].map(([segment, { log }]) => ({ segment, digest: log.digest() }));
    const invite = secret && this.#transcript && inviteKeys(secret);
    this.link.send({
      type: 'enter',
      room: this.room,
      ...(documents.length > 0 ? { digest: rootDigest(documents) } : {}),
      ...(invite && this.#transcript
        ? { invite: { key: invite.invite, signature: proveInvite(this.#transcript, this.room, invite) } }
        : {}),
    });
    return this.link.next('entered');
  }

  /** Asks for the document's channel where it has none, and for what it lacks; resolves when the relay has answered in full. */
  async sync(segment: Segment): Promise<void> {
    const held = this.held(segment);
    if (held.channel === undefined) {
      this.link.send({ type: 'open', room: this.room, segment });
      await this.until(() => held.channel !== undefined);
    }
    const channel = held.channel ?? 0;
    this.link.send({ type: 'sync', channel, message: writeStep1(held.log.vector()) });
    await this.link.next('sync', (frame) => frame.channel === channel && frame.message[0] === 1);
  }

  /** Enters and brings every document to the state of the relay, and the relay to its own. */
  async catchUp(): Promise<void> {
    const { documents } = await this.enter();
    for (const segment of new Set([...documents.map(({ segment }) => segment), ...this.documents.keys()]))
      await this.sync(segment);
  }

  /** Writes to the charter, and sends it. */
  declares(...saying: Parameters<Person['says']>): Entry {
    const entry = this.says(...saying);
    this.#keep(CHARTER, [entry]);
    this.#send(CHARTER, [entry]);
    return entry;
  }

  /** Founds a room and invites by an open link; nothing is sent yet. The answer is the link's secret. */
  foundsOpenRoom(): Uint8Array {
    const genesis = this.founds();
    this.#keep(CHARTER, [genesis]);
    return this.invites(true);
  }

  /** Connects, founds a room and is in step with the relay; the answer is the secret of an open link to it. */
  async foundsRoomOn(origin: string): Promise<Uint8Array> {
    const secret = this.foundsOpenRoom();
    await this.connect(origin);
    await this.enter();
    await this.sync(CHARTER);
    await this.sync(this.month);
    return secret;
  }

  /** Connects, comes in by an open link and is in step with the relay. */
  async comesInOn(origin: string, room: RoomId, secret: Uint8Array): Promise<void> {
    await this.connect(origin);
    await this.joinsByLink(room, secret);
    await this.sync(this.month);
  }

  invites(open: boolean, uses: number | 'any' = 'any', days = 7): Uint8Array {
    const secret = this.random.bytes(16);
    const preview = { room: 'Vineyard', inviter: this.name };
    const { deps: _, ...op } = makeInvite({ secret, preview, deps: [], now: this.now, open, uses, days }, this.random);
    this.declares(op);
    return secret;
  }

  /** An open link that the relay knows of by then: whoever comes by it comes on a link of their own. */
  async invitesAll(): Promise<Uint8Array> {
    const secret = this.invites(true);
    const invite = this.held(CHARTER).entries.at(-1);
    if (invite) await this.acknowledgedUpTo(CHARTER, invite);
    return secret;
  }

  /** CHA-8: comes in by an open link. */
  async joinsByLink(room: RoomId, secret: Uint8Array): Promise<void> {
    this.enters(room);
    await this.enter(secret);
    await this.sync(CHARTER);
    const request = readJoinRequest(makeJoinRequest(room, inviteKeys(secret), this.certificate));
    if (!request.ok) throw new Error(request.fault.say);
    const { deps: _, ...op } = makeJoin([], request.value);
    const entry = this.declares(op);
    await this.acknowledgedUpTo(CHARTER, entry);
  }

  /** Writes to the timeline and keeps it; `send` puts it on the link. */
  pens(text: string): Entry {
    const { log } = this.held(this.month);
    this.#hlc = tick(this.#hlc, this.now);
    const heads = this.charter.heads(8);
    const slot = nextSlot(log, { device: this.device, n: 0, hlc: this.#hlc, heads, epoch: EPOCH });
    const payload = sealBody(EPOCH_KEY, slot, encode({ t: 'message', s: [], text }), this.random.bytes(24));
    const entry = makeEntry({ ...slot, payload, device: this.device, secretKey: this.keys.secretKey });
    this.#keep(this.month, [entry]);
    return entry;
  }

  /** Writes to the timeline and sends it. */
  writes(text: string): Entry {
    const entry = this.pens(text);
    this.#send(this.month, [entry]);
    return entry;
  }

  /** The same device as it stands now, in another's hands: what it writes from here on is another branch. */
  twin(): RoomDevice {
    const twin = new RoomDevice(this.name, this.now);
    twin.enters(this.room);
    twin.written.push(...this.written);
    for (const [segment, { entries }] of this.documents) {
      if (segment === CHARTER) twin.hears(...entries);
      twin.#keep(segment, entries);
    }
    twin.#hlc = this.#hlc && { ...this.#hlc, ms: this.#hlc.ms + 1 };
    return twin;
  }

  /** Takes in charter entries that came by another road than the relay. */
  hearsAside(...entries: readonly Entry[]): this {
    this.hears(...entries);
    this.#keep(CHARTER, entries);
    return this;
  }

  /** Puts entries of one segment on the link in one frame. */
  puts(segment: Segment, entries: readonly Entry[]): void {
    this.#send(segment, entries);
  }

  /** Resolves when the relay has said that the entry is durable. */
  async acknowledgedUpTo(segment: Segment, { writer, seq }: Pick<Entry, 'writer' | 'seq'>): Promise<void> {
    await this.until(() => (this.acknowledged.get(`${segment}/${writer}`) ?? 0) > seq);
  }

  /** Resolves when this device holds the entry. */
  async holds(id: EntryId): Promise<void> {
    await this.until(() =>
      [...this.documents.values()].some(({ entries }) => entries.some((entry) => entry.id === id)),
    );
  }

  /** Resolves when `done`, looked at after every frame. Rejects when the link closes. */
  async until(done: () => boolean): Promise<void> {
    if (done()) return;
    await Promise.race([
      new Promise<void>((resolve) => {
        const look = (): void => {
          if (!done()) return;
          this.#watchers.delete(look);
          resolve();
        };
        this.#watchers.add(look);
      }),
      this.link.closed.then(({ code, reason }) => Promise.reject(new Error(`the link closed with ${code} ${reason}`))),
    ]);
  }

  #take(frame: Frame): void {
    if (frame.type === 'entered')
      for (const { segment, channel } of frame.documents) this.held(segment).channel = channel;
    if (frame.type === 'document' && frame.room === this.room) this.held(frame.segment).channel = frame.channel;
    if (frame.type === 'sync') this.#sync(frame);
    if (frame.type === 'ack') this.#acknowledge(frame.channel, frame.counts);
    if (frame.type === 'show') void this.#show(frame);
    if (frame.type === 'need') void this.#give(frame);
    for (const look of [...this.#watchers]) look();
  }

  #acknowledge(channel: number, counts: ReadonlyMap<WriterId, number>): void {
    const segment = this.#segmentOf(channel);
    if (segment === undefined) return;
    for (const [writer, count] of counts) this.acknowledged.set(`${segment}/${writer}`, count);
  }

  #sync({ channel, message }: Sync): void {
    const segment = this.#segmentOf(channel);
    const read = readSyncMessage(message);
    if (segment === undefined || !read.ok) throw new Error('a sync message that does not read, or of no document');
    if (read.value.step === 1) return this.#answer(segment, channel, read.value);
    const runs = readUpdate(read.value.update);
    if (!runs.ok) throw new Error(runs.fault.say);
    const { log, entries } = this.held(segment);
    const admission = admit(log, runs.value, charterJudge(this.charter));
    entries.push(...admission.accepted);
    if (admission.faults.length > 0)
      throw new Error(`the relay sent a bad entry: ${admission.faults[0]?.fault.say ?? ''}`);
  }

  #answer(segment: Segment, channel: number, page: VectorPage): void {
    const lacking = this.held(segment).entries.filter(
      ({ writer, seq }) => speaksOf(page, writer) && seq >= (page.vector.get(writer) ?? 0),
    );
    for (let at = 0; at === 0 || at < lacking.length; at += 1000) {
      const update = encodeUpdate(runsOfEntries(lacking.slice(at, at + 1000)));
      this.link.send({ type: 'sync', channel, message: at === 0 ? writeStep2(update) : writeUpdate(update) });
    }
  }

  /** LOG-7: what this device has in a slot. */
  async #show(frame: Show): Promise<void> {
    const { log } = this.held(frame.segment);
    const list = (writer: WriterId) => Promise.resolve(this.#list(frame.segment, writer));
    this.link.send(await answerShow({ log, list }, frame));
  }

  /** LOG-6: a charter entry by its id. */
  async #give(frame: Need): Promise<void> {
    const { log } = this.held(CHARTER);
    const list = (writer: WriterId) => Promise.resolve(this.#list(CHARTER, writer));
    this.link.send(await answerNeed({ log, list, charter: this.charter, beside: new BesideBook() }, frame));
  }

  #list(segment: Segment, writer: WriterId): readonly Uint8Array[] {
    return this.held(segment).entries.flatMap((entry) => (entry.writer === writer ? [entry.bytes] : []));
  }

  #segmentOf(channel: number): Segment | undefined {
    return [...this.documents].find(([, held]) => held.channel === channel)?.[0];
  }

  /** Own entries: in the log without being judged. */
  #keep(segment: Segment, entries: readonly Entry[]): void {
    const held = this.held(segment);
    admit(held.log, runsOfEntries(entries), charterJudge(this.charter), { trusted: true });
    held.entries.push(...entries);
  }

  #send(segment: Segment, entries: readonly Entry[]): void {
    const channel = this.documents.get(segment)?.channel;
    if (channel === undefined || this.#link === undefined) return;
    this.link.send({ type: 'sync', channel, message: writeUpdate(encodeUpdate(runsOfEntries(entries))) });
  }

  #id(segment: Segment): DocumentId {
    return documentId(this.room, segment);
  }
}
