/**
 * One room on one peer link. Both sides say what they have, each gives the documents numbers of its own, and speaks of a
 * document by the number the other gave it. Whether the peer may hear of the room is asked before every frame (SYN-4).
 */
import { equalBytes } from '#shared/bytes.ts';
import { actingIdentity } from '#shared/charter/state.ts';
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
import type { Quarantine } from '#shared/log/quarantine.ts';
import { rootDigest } from '#shared/log/rootDigest.ts';
import type { StateVector } from '#shared/log/stateVector.ts';
import { isStep1 } from '#shared/log/syncMessage.ts';
import type { DocumentOffer, Enter, Entered, Frame } from '#shared/wire/frames.ts';
import type { Host } from './host.ts';
import type { OpenDocument, Source } from './openDocument.ts';
import { PeerVia } from './peerVia.ts';
import type { Room } from './room.ts';
import { RoomForks, type ForkFrame } from './roomForks.ts';

/** The link a room is on. */
export interface PeerSide {
  readonly device: DeviceId;
  /** LOG-6: of the link, whatever room it is for. */
  readonly quarantine: Quarantine;
  say(frame: Frame): void;
  /** A number by which the peer will name this document. */
  number(room: RoomId, segment: Segment): number;
}

/** Others' entries wait a moment before they are handed on: most neighbours get them as directly, and say so. */
const HAND_ON_MS = 300;
const DAY_MS = 24 * 60 * 60 * 1000;

export class PeerRoom {
  readonly id: RoomId;
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
  /** LOG-6: the charter was asked for again; what still waits when all of it has come is dropped. */
  #isGroundAsked = false;
  #hasAsked = false;
  #isEntered = false;
  #stopHanding: (() => void) | undefined;
  #isPushing = false;

  constructor(room: Room, engine: Host, side: PeerSide) {
    this.id = room.id;
    this.#engine = engine;
    this.#side = side;
    this.#forks = this.#talkOf(room);
  }

  get isEntered(): boolean {
    return this.#isEntered;
  }

  /** The room, where it is here and open and its charter lists the peer's device. */
  async #room(): Promise<Room | undefined> {
    const room = this.#engine.rooms.get(this.id);
    await room?.open();
    return room && this.#lists(room) ? room : undefined;
  }

  #lists(room: Room): boolean {
    const state = room.charter.charter.state();
    const identity = actingIdentity(state, this.#side.device);
    return identity !== undefined && state.members.has(identity);
  }

  /** Turns to the room, if the peer is in it. Only then does it hear of it. */
  async enter(): Promise<void> {
    const room = await this.#room();
    if (!room || this.#hasAsked) return;
    this.#hasAsked = true;
    const documents = room.index.digests;
    const digest = documents.length === 0 ? {} : { digest: rootDigest(documents) };
    this.#side.say({ type: 'enter', room: this.id, ...digest });
  }

  /** The peer turns to the room. */
  async answer({ digest }: Enter): Promise<void> {
    const room = await this.#room();
    if (!room) {
      this.#side.say({ type: 'refuse', code: 'not-member', say: 'Your device is not in this room.', room: this.id });
      return;
    }
    await this.enter();
    const documents = [CHARTER, ...room.months].flatMap((segment) => this.#offer(room, segment) ?? []);
    const same = digest !== undefined && equalBytes(digest, rootDigest(documents));
    this.#side.say({ type: 'entered', room: this.id, state: same ? 'same' : 'differs', documents });
  }

  async entered({ documents }: Entered): Promise<void> {
    const room = await this.#room();
    if (!room) return;
    this.#isEntered = true;
    this.#engine.peers.recount();
    for (const offer of documents) await this.#turn(room, offer);
    for (const segment of room.months) this.#announce(room, segment);
    this.#forksOf(room).tell();
    for (const mark of (await this.#engine.markers?.known(room)) ?? []) this.#side.say(mark);
  }

  /** Not yet, or no longer: asked again when the charter says otherwise. */
  refused(): void {
    this.#hasAsked = false;
    this.#isEntered = false;
    this.#engine.peers.recount();
  }

  /** A document came into being there, or is numbered now. */
  async offered(offer: DocumentOffer): Promise<void> {
    const room = await this.#room();
    if (room && this.#isEntered) await this.#turn(room, offer);
  }

  async sync(segment: Segment, message: Uint8Array): Promise<void> {
    const room = await this.#room();
    await room?.openSegment(segment);
    const document = room?.documentOf(segment);
    const channel = this.#theirs.get(segment);
    if (!document || channel === undefined) return;
    const via = this.#via(segment);
    for (const answer of document.receive(message, this, via))
      this.#side.say({ type: 'sync', channel, message: answer });
    // Answered by all of it.
    if (isStep1(message)) via.learn(document.log.vector());
  }

  async acknowledged(segment: Segment, counts: StateVector): Promise<void> {
    const room = await this.#room();
    if (!room) return;
    this.#vias.get(segment)?.learn(counts);
    room.copies.onPeer(this.#side.device, segment, counts);
    this.#engine.changed(room);
  }

  async hearForks(frame: ForkFrame): Promise<void> {
    const room = await this.#room();
    await room?.turn(() => this.#forksOf(room).hear(frame));
  }

  /** Entries were taken in. */
  grew(segment: Segment, from: Source): void {
    const room = this.#engine.rooms.get(this.id);
    if (!room || !this.#isEntered) return;
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
    if (!tellsReceipts(room.charter.charter.state())) return;
    const channel = this.#theirs.get(segment);
    const counts = channel === undefined ? undefined : this.#via(segment).untold(durable);
    if (channel !== undefined && counts && counts.size > 0) this.#side.say({ type: 'ack', channel, counts });
  }

  /** What waited for charter entries may go in now; whom it lists may be another. */
  async charterGrew(room: Room, has: (head: EntryId) => boolean): Promise<void> {
    this.#retry(room, has);
    await this.#forksOf(room).retry();
    if (!this.#isEntered) await this.enter();
  }

  /** More counts than when the peer was asked last. */
  askAnew(): void {
    const room = this.#engine.rooms.get(this.id);
    for (const document of room?.documents ?? [])
      if (segmentOf(document.id) !== CHARTER) this.#ask(segmentOf(document.id), document);
  }

  /** A fork became known, by whichever link. */
  tellForks(room: Room): void {
    if (this.#isEntered) this.#forksOf(room).tell();
  }

  close(): void {
    this.#stopHanding?.();
    const room = this.#engine.rooms.get(this.id);
    for (const [segment, via] of this.#vias) room?.documentOf(segment)?.forget(via);
  }

  #forksOf(room: Room): RoomForks {
    if (this.#forks.of !== room) this.#forks = this.#talkOf(room);
    return this.#forks.talk;
  }

  #talkOf(room: Room): { readonly of: Room; readonly talk: RoomForks } {
    const own = this.#engine.keys?.device ?? this.#side.device;
    const say = (frame: Frame): void => this.#side.say(frame);
    return { of: room, talk: new RoomForks(room, this.#engine.parts.store, own, say, room.forks.book) };
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
    return { segment, channel, digest, entries: log?.size ?? 0 };
  }

  /** Says a document's number, unless that was said. */
  #announce(room: Room, segment: Segment): void {
    if (this.#mine.has(segment)) return;
    const offer = this.#offer(room, segment);
    if (offer) this.#side.say({ type: 'document', room: this.id, ...offer });
  }

  async #turn(room: Room, { segment, channel, digest }: DocumentOffer): Promise<void> {
    // A month that has not come yet is nobody's.
    if (segment !== CHARTER && segment > monthOf(this.#engine.parts.clock.now() + DAY_MS)) return;
    this.#theirs.set(segment, channel);
    this.#offered.set(segment, digest);
    const mine = room.documentOf(segment)?.log.digest() ?? room.index.digestOf(segment);
    const via = this.#via(segment);
    if (mine && equalBytes(mine, digest)) {
      const vector = room.documentOf(segment)?.log.vector() ?? room.index.vectorOf(segment);
      if (vector) via.learn(vector);
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
    if (!room || !this.#lists(room)) return;
    for (const segment of this.#grown) this.#send(segment, room.documentOf(segment));
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
    const via = new PeerVia(this.#side.quarantine, {
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
    if (segment === CHARTER && this.#isGroundAsked) {
      this.#isGroundAsked = false;
      this.#retry(room, (head) => room.charter.charter.has(head));
      this.#side.quarantine.drop((document) => roomOf(document) === this.id);
    }
    this.#compare(segment, room);
    this.#engine.changed(room);
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
