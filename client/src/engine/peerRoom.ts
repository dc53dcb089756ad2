/**
 * One room on one peer link. Both sides say what they have, each gives the documents numbers of its own, and speaks of a
 * document by the number the other gave it. Whether the peer may hear of the room is asked before every frame (SYN-4).
 */
import { equalBytes } from '#shared/bytes.ts';
import { tellsReceipts } from '#shared/charter/telling.ts';
import {
  CHARTER,
  documentId,
  monthOf,
  roomOf,
  segmentOf,
  type DeviceId,
  type EntryId,
  type RoomId,
  type Segment,
} from '#shared/ids.ts';
import { nothingGone } from '#shared/log/huskBook.ts';
import type { Quarantine } from '#shared/log/quarantine.ts';
import { rootDigest } from '#shared/log/rootDigest.ts';
import type { StateVector } from '#shared/log/stateVector.ts';
import { isStep1 } from '#shared/log/syncMessage.ts';
import type { DocumentOffer, Enter, Entered, Frame, Given, HusksFrame, Mark, Payloads } from '#shared/wire/frames.ts';
import type { Host } from './host.ts';
import type { HuskTalk } from './huskTalk.ts';
import type { OpenDocument, Source } from './openDocument.ts';
import { PeerEntry, type PeerEnds } from './peerEntry.ts';
import { PeerMarks } from './peerMarks.ts';
import { PeerVia } from './peerVia.ts';
import type { Room } from './room.ts';
import { RoomForks, type ForkFrame } from './roomForks.ts';

/** The link a room is on. */
export interface PeerSide extends PeerEnds {
  /** LOG-6: of the link, whatever room it is for. */
  readonly quarantine: Quarantine;
  /** A number by which the peer will name this document. */
  number(room: RoomId, segment: Segment): number;
}

/** Others' entries wait a moment before they are handed on: most neighbours get them as directly, and say so. */
const HAND_ON_MS = 300;
const DAY_MS = 24 * 60 * 60 * 1000;

export class PeerRoom {
  readonly id: RoomId;
  readonly entry: PeerEntry;
  readonly marks: PeerMarks;
  readonly #engine: Host;
  readonly #side: PeerSide;
  /** Of the room as it is open now: one that is closed and opened again is another. */
  #forks: { readonly of: Room; readonly talk: RoomForks };
  /** Numbers this side gave, and those of the other. */
  readonly #mine = new Map<Segment, number>();
  readonly #theirs = new Map<Segment, number>();
  readonly #vias = new Map<Segment, PeerVia>();
  /** Digests the peer stated. */
  readonly #offered = new Map<Segment, Uint8Array>();
  readonly #grown = new Set<Segment>();
  #husks: { readonly of: Room; readonly talk: HuskTalk } | undefined;
  /** LOG-6: the charter was asked for again; what still waits when all of it has come is dropped. */
  #isGroundAsked = false;
  /** Documents whose missing entries the peer has sent, or that agreed. */
  readonly #here = new Set<Segment>();
  #stopHanding: (() => void) | undefined;
  #isPushing = false;

  constructor(room: Room, engine: Host, side: PeerSide) {
    this.id = room.id;
    this.#engine = engine;
    this.#side = side;
    this.entry = new PeerEntry(room.id, engine, side);
    this.marks = new PeerMarks(engine.parts.clock, side.own, side.device, (mark) => this.#sayMark(mark));
    this.#forks = this.#talkOf(room);
  }

  get device(): DeviceId {
    return this.#side.device;
  }

  get isEntered(): boolean {
    return this.entry.isEntered;
  }

  /** The charter and the newest month the peer offered are here. */
  get isNewestHere(): boolean {
    const months = [...this.#offered.keys()].filter((segment) => segment !== CHARTER).sort();
    return this.isEntered && [CHARTER, ...months.slice(-1)].every((segment) => this.#here.has(segment));
  }

  say(frame: Frame): void {
    this.#side.say(frame);
  }

  enter(): Promise<void> {
    return this.entry.enter();
  }

  /** The peer turns to the room. */
  async answer(frame: Enter): Promise<void> {
    this.#tell(await this.entry.answer(frame), frame.digest);
  }

  #tell(told: Awaited<ReturnType<PeerEntry['answer']>>, digest?: Uint8Array): void {
    if (!told) return;
    const { room, as } = told;
    const segments = as === 'member' ? [CHARTER, ...room.months] : [CHARTER];
    const documents = segments.flatMap((segment) => this.#offer(room, segment) ?? []);
    const same = digest !== undefined && equalBytes(digest, rootDigest(documents));
    this.#side.say({ type: 'entered', room: this.id, state: same ? 'same' : 'differs', documents });
  }

  async entered({ documents }: Entered): Promise<void> {
    const as = this.entry.entered();
    const room = await this.entry.room(CHARTER);
    if (!room || !as) return;
    this.#engine.peers.recount();
    for (const offer of documents) if (this.entry.speaksOf(offer.segment)) await this.#turn(room, offer);
    if (as === 'member') await this.#shares(room);
    this.#engine.changed(room);
  }

  async #shares(room: Room): Promise<void> {
    for (const segment of room.months) this.#announce(room, segment);
    this.#forksOf(room).tell();
    this.#engine.peers.shares(this);
    for (const mark of (await this.#engine.markers?.known(room)) ?? []) this.marks.tell(mark);
  }

  refused(say: string): void {
    if (this.entry.refused() === 'guest') this.#engine.peers.turnedAway(this.id, say);
    else this.#engine.peers.recount();
  }

  /** A document came into being there, or is numbered now. */
  async offered(offer: DocumentOffer): Promise<void> {
    const room = await this.entry.room(offer.segment);
    if (room && this.entry.speaksOf(offer.segment)) await this.#turn(room, offer);
  }

  async sync(segment: Segment, message: Uint8Array): Promise<void> {
    const room = await this.entry.room(segment);
    await room?.openSegment(segment);
    const document = room?.documentOf(segment);
    const channel = this.#theirs.get(segment);
    if (!document || channel === undefined) return;
    const via = this.#via(segment);
    const held = document.log.vector();
    for (const answer of document.receive(message, this, via)) {
      this.#side.say({ type: 'sync', channel, message: answer });
      // On its way before the next is put together.
      await Promise.resolve();
    }
    // Answered by all of it.
    if (isStep1(message)) via.learn(held);
  }

  async acknowledged(segment: Segment, counts: StateVector): Promise<void> {
    const room = await this.entry.room(segment);
    if (!room) return;
    this.#vias.get(segment)?.learn(counts);
    room.copies.onPeer(this.#side.device, segment, counts);
    this.#engine.changed(room);
  }

  async hearHusks(frame: HusksFrame | Payloads): Promise<void> {
    const room = await this.entry.room();
    if (room && this.isEntered && room.months.includes(frame.segment)) await room.hearHusks(frame, this.#husksOf(room));
  }

  async hearForks(frame: ForkFrame): Promise<void> {
    const room = await this.entry.room();
    await room?.turn(() => this.#forksOf(room).hear(frame));
  }

  /** LOG-6: a charter entry that was asked for by id. */
  async hearGiven(frame: Given): Promise<void> {
    const room = await this.entry.room();
    await room?.turn(async () => {
      if (await this.#forksOf(room).grounds.take(frame, this.#via(CHARTER))) this.#ground(room);
    });
  }

  /** Entries were taken in. */
  grew(segment: Segment, from: Source): void {
    const room = this.#engine.rooms.get(this.id);
    if (!room || !this.entry.speaksOf(segment) || !this.entry.may(room, segment)) return;
    this.#announce(room, segment);
    this.#grown.add(segment);
    if (from === 'own') this.#pushSoon();
    else
      this.#stopHanding ??= this.#engine.parts.clock.after(HAND_ON_MS, () => {
        this.#stopHanding = undefined;
        this.#push();
      });
  }

  /** So much of a document is durable here: said, unless the room keeps receipts to itself (MRK-3). */
  saved(room: Room, segment: Segment, durable: StateVector): void {
    if (!tellsReceipts(room.charter.charter.state()) || !this.entry.may(room, segment)) return;
    const channel = this.#theirs.get(segment);
    const counts = channel === undefined ? undefined : this.#via(segment).untold(durable);
    if (channel !== undefined && counts && counts.size > 0) this.#side.say({ type: 'ack', channel, counts });
  }

  /** What waited for charter entries may go in now; whom it lists may be another. */
  async charterGrew(room: Room, has: (head: EntryId) => boolean): Promise<void> {
    this.#retry(room, has);
    await this.#forksOf(room).retry();
    this.#tell(await this.entry.charterGrew(room));
  }

  /** More counts than when the peer was asked last. */
  askAnew(): void {
    const room = this.#engine.rooms.get(this.id);
    for (const document of room?.documents ?? [])
      if (segmentOf(document.id) !== CHARTER) this.#ask(segmentOf(document.id), document);
  }

  /** A fork became known, by whichever link. */
  tellForks(room: Room): void {
    if (this.isEntered) this.#forksOf(room).tell();
  }

  close(): void {
    this.#stopHanding?.();
    this.entry.close();
    this.#endHusks();
    this.marks.close();
    const room = this.#engine.rooms.get(this.id);
    for (const [segment, via] of this.#vias) room?.documentOf(segment)?.forget(via);
  }

  #forksOf(room: Room): RoomForks {
    if (this.#forks.of !== room) this.#forks = this.#talkOf(room);
    return this.#forks.talk;
  }

  #talkOf(room: Room): { readonly of: Room; readonly talk: RoomForks } {
    const say = (frame: Frame): void => this.#side.say(frame);
    return { of: room, talk: new RoomForks(room, this.#engine.parts.store, this.#side.own, say, room.forks.book) };
  }

  /** It was put by for a moment: whether the peer may hear of the room is asked now. */
  #sayMark(mark: Mark): void {
    const room = this.#engine.rooms.get(this.id);
    if (room && this.isEntered && this.entry.may(room)) this.#side.say(mark);
  }

  #husksOf(room: Room): HuskTalk {
    if (this.#husks?.of === room) return this.#husks.talk;
    this.#endHusks();
    const talk = room.husks.talk((frame) => {
      if (this.isEntered && this.entry.may(room)) this.#side.say(frame);
    });
    this.#husks = { of: room, talk };
    return talk;
  }

  #endHusks(): void {
    this.#husks?.of.husks.end(this.#husks.talk);
    this.#husks = undefined;
  }

  /** ENT-6: where the peer stands with what is gone of a month. */
  async #compareHusks(room: Room, { segment, husks }: DocumentOffer): Promise<void> {
    if (!this.isEntered || !this.#husksOf(room).theirs(segment, husks, room.index.husksOf(segment))) return;
    await room.openSegment(segment);
    this.#husksOf(room).theirs(segment, husks, undefined);
  }

  #retry(room: Room, has: (head: EntryId) => boolean): void {
    for (const [segment, via] of this.#vias) room.documentOf(segment)?.retry(has, via);
  }

  #offer(room: Room, segment: Segment): DocumentOffer | undefined {
    const log = room.documentOf(segment)?.log;
    const digest = log?.digest() ?? room.index.digestOf(segment);
    if (!digest) return undefined;
    const channel = this.#mine.get(segment) ?? this.#side.number(this.id, segment);
    this.#mine.set(segment, channel);
    const gone = this.#goneOf(room, segment);
    return { segment, channel, digest, entries: log?.size ?? 0, ...(gone ? { husks: gone } : {}) };
  }

  /** ENT-6: the second digest, where something is gone. */
  #goneOf(room: Room, segment: Segment): Uint8Array | undefined {
    if (segment === CHARTER) return undefined;
    const digest = room.documentOf(segment) ? room.husks.digest(segment) : room.index.husksOf(segment);
    return digest && !equalBytes(digest, nothingGone()) ? digest : undefined;
  }

  /** Says a document's number, unless that was said. */
  #announce(room: Room, segment: Segment): void {
    if (this.#mine.has(segment)) return;
    const offer = this.#offer(room, segment);
    if (offer) this.#side.say({ type: 'document', room: this.id, ...offer });
  }

  async #turn(room: Room, offer: DocumentOffer): Promise<void> {
    await this.#fetch(room, offer);
    await this.#compareHusks(room, offer);
  }

  async #fetch(room: Room, { segment, channel, digest }: DocumentOffer): Promise<void> {
    // A month that has not come yet is nobody's.
    if (segment !== CHARTER && segment > monthOf(this.#engine.parts.clock.now() + DAY_MS)) return;
    this.#theirs.set(segment, channel);
    this.#offered.set(segment, digest);
    const mine = room.documentOf(segment)?.log.digest() ?? room.index.digestOf(segment);
    const via = this.#via(segment);
    if (mine && equalBytes(mine, digest)) {
      const vector = room.documentOf(segment)?.log.vector() ?? room.index.vectorOf(segment);
      if (vector) via.learn(vector);
      this.#here.add(segment);
      this.#announce(room, segment);
      return;
    }
    await room.openSegment(segment);
    const document = room.documentOf(segment);
    if (!document) return;
    this.#announce(room, segment);
    this.#ask(segment, document);
  }

  #pushSoon(): void {
    if (this.#isPushing) return;
    this.#isPushing = true;
    queueMicrotask(() => {
      this.#isPushing = false;
      this.#push();
    });
  }

  #push(): void {
    const room = this.#engine.rooms.get(this.id);
    if (!room) return;
    for (const segment of this.#grown) if (this.entry.may(room, segment)) this.#send(segment, room.documentOf(segment));
    this.#grown.clear();
  }

  #send(segment: Segment, document: OpenDocument | undefined): void {
    const channel = this.#theirs.get(segment);
    const via = this.#via(segment);
    // Whoever has not said what they hold is going to ask, and is answered by all of it.
    if (!document || channel === undefined || !via.holds) return;
    for (const message of document.beyond(via.holds)) this.#side.say({ type: 'sync', channel, message });
    via.learn(document.log.vector());
  }

  #via(segment: Segment): PeerVia {
    const known = this.#vias.get(segment);
    if (known) return known;
    const via = new PeerVia(this.#side.device, this.#side.quarantine, {
      waits: () => this.#lacksCharter(),
      answered: () => this.#answered(segment),
      suspected: (writer, seq) => this.#forks.talk.suspect(documentId(this.id, segment), writer, seq),
    });
    this.#vias.set(segment, via);
    return via;
  }

  /** An honest peer had the grounds of whatever it sent: a question for its whole charter brings them, or they are not there. */
  #lacksCharter(): void {
    const charter = this.#engine.rooms.get(this.id)?.documentOf(CHARTER);
    if (!charter || this.#isGroundAsked) return;
    this.#isGroundAsked = true;
    this.#ask(CHARTER, charter);
  }

  #ask(segment: Segment, document: OpenDocument): void {
    const channel = this.#theirs.get(segment);
    if (channel !== undefined) this.#side.say({ type: 'sync', channel, message: document.ask(this.#via(segment)) });
  }

  #answered(segment: Segment): void {
    const room = this.#engine.rooms.get(this.id);
    if (!room) return;
    this.#here.add(segment);
    if (segment === CHARTER && this.#isGroundAsked) {
      this.#isGroundAsked = false;
      this.#ground(room);
    }
    this.#compare(segment, room);
    room.cameWhole().catch((error: unknown) => this.#engine.trouble(error));
    this.#engine.changed(room);
  }

  /** LOG-6: tries again what waits; asks by id for what it lacks; drops it when there is nothing left to ask. */
  #ground(room: Room): void {
    this.#retry(room, (head) => room.charter.charter.has(head));
    if (this.#forksOf(room).grounds.ask(this.#side)) return;
    this.#side.quarantine.drop((document) => roomOf(document) === this.id);
  }

  /** LOG-7: both sides hold as much of every list, and not the same: somebody's list is forked. */
  #compare(segment: Segment, room: Room): void {
    const document = room.documentOf(segment);
    const offer = this.#offered.get(segment);
    const holds = this.#vias.get(segment)?.holds;
    if (!document || !offer || !holds || equalBytes(document.log.digest(), offer)) return;
    const mine = document.log.vector();
    if (mine.size === holds.size && [...mine].every(([writer, count]) => holds.get(writer) === count))
      this.#forksOf(room).compare(document);
  }
}
