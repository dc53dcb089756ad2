/**
 * A room's side of the relay link: which of its documents the relay has numbered and how they compare (SYN-2), what is carried,
 * what the relay acknowledged. It knows documents, not what they say.
 */
import { equalBytes } from '#shared/bytes.ts';
import {
  CHARTER,
  documentId,
  segmentOf,
  type DocumentId,
  type RoomId,
  type Segment,
  type WriterId,
} from '#shared/ids.ts';
import { rootDigest } from '#shared/log/rootDigest.ts';
import type { StateVector } from '#shared/log/stateVector.ts';
import { speaksOf, type VectorPage } from '#shared/log/vectorPages.ts';
import type { Compared, DocumentOffer, Entered } from '#shared/wire/frames.ts';
import { Carriages } from './carriages.ts';
import type { Copies } from './copies.ts';
import type { HuskTalk } from './huskTalk.ts';
import type { OpenDocument } from './openDocument.ts';
import type { Outbox } from './outbox.ts';
import { OwnDoubts, type OwnList } from './ownDoubts.ts';
import type { Parts } from './parts.ts';
import type { Relay } from './relay.ts';
import type { RoomForks } from './roomForks.ts';
import type { RoomIndex } from './roomIndex.ts';

/** The room, as far as its link needs one. */
export interface Linked {
  readonly id: RoomId;
  readonly index: RoomIndex;
  readonly copies: Copies;
  /** This device is not in the room any more, as far as its own charter says. */
  readonly isOut: boolean;
  readonly forks: Pick<RoomForks, 'linked' | 'tell' | 'compare'>;
  /** Months kept here, also one that was begun a moment ago and is in no index yet. */
  readonly months: readonly Segment[];
  /** The open ones. */
  readonly documents: readonly OpenDocument[];
  documentOf(segment: Segment): OpenDocument | undefined;
  openSegment(segment: Segment): Promise<void>;
  /** This device's lists in a month that is open. */
  ownLists(segment: Segment): readonly OwnList[];
  readonly husks: { readonly relay: Pick<HuskTalk, 'theirs' | 'close'> };
}

export interface LinkedParts {
  readonly parts: Pick<Parts, 'courier'>;
  readonly relay: Pick<Relay, 'hasChannel' | 'say' | 'sync'>;
  readonly outbox: Pick<Outbox, 'acknowledged' | 'unacknowledged'>;
  /** So many own entries became durable on the relay. */
  readonly went: (count: number) => void;
  readonly changed: () => void;
  readonly failed: (error: unknown) => void;
}

export class RoomLink {
  readonly #room: Linked;
  readonly #own: LinkedParts;
  readonly #carriages: Carriages;
  readonly #offered = new Map<Segment, DocumentOffer>();
  /** Documents whose missing entries the relay has sent, as of the last time it was asked. */
  readonly #answered = new Set<Segment>();
  /** Older months that differ: turned to once the newest is here, for that is what a person looks at first. */
  #older: readonly DocumentOffer[] = [];
  readonly #theirs = new Map<Segment, StateVector>();
  readonly #doubts = new OwnDoubts();
  /** What the relay says this device has no part in; undefined: the whole room. Its word alone, unless the charter here says the same. */
  readonly #closed = new Set<Segment | undefined>();
  #isEntered = false;
  /** LOG-6: the charter was asked for once more, and the answer is on its way. */
  #isGroundAsked = false;

  constructor(room: Linked, own: LinkedParts) {
    this.#room = room;
    this.#own = own;
    this.#carriages = new Carriages(own.parts.courier, own.relay);
  }

  get isEntered(): boolean {
    return this.#isEntered;
  }

  /** Everything the relay offered on this link is here. */
  get isSynced(): boolean {
    return this.#isAnswered && [...this.#offered.values()].every((offer) => this.#isHere(offer));
  }

  /** The charter the relay offered on this link is here. */
  get isCharterHere(): boolean {
    const charter = this.#offered.get(CHARTER);
    return this.#isAnswered && (charter === undefined || this.#isHere(charter));
  }

  /** The charter and the newest month the relay offered on this link are here. */
  get isNewestHere(): boolean {
    const newest = [this.#offered.get(CHARTER), this.#months[0]];
    return this.#isAnswered && newest.every((offer) => offer === undefined || this.#isHere(offer));
  }

  /** Carries an open document from now on. What the relay lacks of the room can be told once its charter is open. */
  add(document: OpenDocument): void {
    this.#carriages.add(document);
    if (this.#own.relay.hasChannel(document.id)) this.#carriages.up(document.id);
    else if (this.#isEntered) this.#askForMissing();
  }

  /**
   * Turns to the room: says what is here of it. What was offered before no longer says anything. `certificate`: for a device
   * that the room's charter does not have yet.
   */
  enter(certificate?: Uint8Array): void {
    this.expect();
    this.#room.forks.linked();
    const documents = this.#room.index.digests;
    const digest = documents.length === 0 ? {} : { digest: rootDigest(documents) };
    const shown = certificate ? { certificate } : {};
    this.#own.relay.say({ type: 'enter', room: this.#room.id, ...digest, bring: true, ...shown });
  }

  /** Somebody turned to the room: its answer is awaited. */
  expect(): void {
    this.#isEntered = false;
    this.#isGroundAsked = false;
    this.#doubts.clear();
    this.#offered.clear();
    this.#answered.clear();
    this.#closed.clear();
    this.#older = [];
    this.#theirs.clear();
    this.#carriages.down();
  }

  async entered(frame: Entered): Promise<void> {
    this.#isEntered = true;
    // Entered twice, perhaps as less the first time: what was answered then is not the answer.
    this.#carriages.down();
    for (const offer of frame.documents) this.#offered.set(offer.segment, offer);
    if (!this.#offered.has(CHARTER)) await this.#restore();
    const [newest, ...older] = this.#months;
    this.#older = older;
    for (const offer of [this.#offered.get(CHARTER), newest]) if (offer) await this.offered(offer);
    await this.#turnToOlder();
    // Not offered, for the relay has nothing of them yet; numbered all the same, when the room was entered before.
    for (const { id } of this.#room.documents) if (this.#own.relay.hasChannel(id)) this.#carriages.up(id);
    this.#askForMissing();
  }

  /** The relay numbered a document: turn to it where it differs from what is here by now, whatever was here when it was asked. */
  async offered(offer: DocumentOffer): Promise<void> {
    const document = documentId(this.#room.id, offer.segment);
    this.#offered.set(offer.segment, offer);
    this.#closed.delete(offer.segment);
    if (this.#agrees(offer)) this.#agreed(document);
    else await this.#room.openSegment(offer.segment);
    this.#carriages.up(document);
    const { husks, index } = this.#room;
    if (!husks.relay.theirs(offer.segment, offer.husks, index.husksOf(offer.segment))) return;
    await this.#room.openSegment(offer.segment);
    husks.relay.theirs(offer.segment, offer.husks, undefined);
  }

  /**
   * The relay says of a document by itself where it stands. If this device turned to it before, it may have been answered as less
   * than it is to the relay now (somebody whose membership had to be brought first), or been shut out for a while (somebody who
   * left, and whom the room was being handed), and asks again.
   */
  async announced(offer: DocumentOffer): Promise<void> {
    if (!this.#agrees(offer)) {
      this.#answered.delete(offer.segment);
      this.#carriages.lower(documentId(this.#room.id, offer.segment));
    }
    await this.offered(offer);
  }

  message(document: DocumentId, message: Uint8Array): void {
    if (this.#carriages.message(document, message)) return;
    this.#do(this.#room.openSegment(segmentOf(document)).then(() => this.#carriages.up(document)));
  }

  /** The relay said what it holds of a document; what it was known to hold before may be gone (a wiped disk). */
  theirs(document: DocumentId, page: VectorPage): void {
    const segment = segmentOf(document);
    this.#lookInto(document, page.vector);
    this.#room.copies.forgetRelay(document, page);
    const before = [...(this.#theirs.get(segment) ?? [])].filter(([writer]) => !speaksOf(page, writer));
    this.#theirs.set(segment, new Map([...before, ...page.vector]));
    this.#do(this.acknowledged(document, page.vector));
  }

  /** The relay answered by all it has of a document beyond what is here. */
  answered(document: DocumentId): void {
    const segment = segmentOf(document);
    this.#answered.add(segment);
    if (segment === CHARTER) this.#isGroundAsked = false;
    this.#compare(segment);
    this.#do(this.#turnToOlder());
    this.#own.changed();
  }

  /** LOG-6: what the relay sent rests on charter entries it has not sent: it is asked for the charter, unless that is on its way. */
  lacksCharter(): void {
    const charter = this.#room.documentOf(CHARTER);
    if (!charter || this.#isGroundAsked || !this.#answered.has(CHARTER)) return;
    this.#isGroundAsked = true;
    this.#own.relay.sync(charter.id, charter.askAnew());
  }

  /** LOG-9: the relay asked to be shown an own entry: it may hold another in its place. */
  doubted(document: DocumentId, writer: WriterId, seq: number): boolean {
    const own = this.#room.ownLists(segmentOf(document)).find((list) => list.writer === writer);
    if (own?.unsentFrom === undefined || seq < own.unsentFrom) return false;
    this.#own.relay.say(this.#doubts.doubt(document, [writer, seq], own.unsentFrom));
    return true;
  }

  /** LOG-9: what stands in slots that were in doubt, and the lists that differ there. */
  async compared(document: DocumentId, frame: Compared, differing: ReadonlySet<WriterId>): Promise<void> {
    const { same, claimed } = this.#doubts.settle(document, frame, differing);
    if (same.size > 0) await this.acknowledged(document, same);
    if (claimed.size > 0) await this.#claims(document, claimed);
  }

  /** What was acknowledged while the rest of a list was in doubt. */
  #claims(document: DocumentId, counts: StateVector): Promise<void> {
    this.#lookInto(document, counts);
    return this.acknowledged(document, counts);
  }

  #lookInto(document: DocumentId, theirs: StateVector): void {
    const inDoubt = this.#doubts.look(document, this.#room.ownLists(segmentOf(document)), theirs);
    if (inDoubt) this.#own.relay.say(inDoubt);
  }

  /** LOG-9: the end of an own list was taken back: what the relay has there is asked for. */
  mended(document: OpenDocument): void {
    this.#doubts.clear();
    this.#own.relay.sync(document.id, document.askAnew());
  }

  async acknowledged(document: DocumentId, said: StateVector): Promise<void> {
    const counts = this.#doubts.believed(document, said);
    const { outbox, went, changed } = this.#own;
    this.#room.copies.onRelay(document, counts);
    const before = outbox.unacknowledged;
    await outbox.acknowledged(document, counts);
    went(before - outbox.unacknowledged);
    if (segmentOf(document) === CHARTER) this.#askForMissing();
    changed();
  }

  /** Asks for a channel of a document the relay has not. */
  ask(document: DocumentId): void {
    const { relay } = this.#own;
    if (!this.#isEntered || relay.hasChannel(document)) return;
    relay.say({ type: 'open', room: this.#room.id, segment: segmentOf(document) });
  }

  /** More counts than when the relay was asked last: what was refused then is asked for again. */
  askAnew(): void {
    const { relay } = this.#own;
    for (const document of this.#room.documents)
      if (segmentOf(document.id) !== CHARTER) relay.sync(document.id, document.askAnew());
  }

  /** The relay has nothing for this device here. */
  refused(): void {
    this.#isEntered = true;
  }

  /**
   * Not a member any more, says the relay, or not one who reads this segment: what was offered before will not come. Until the charter
   * here says so too, it is waited for: a relay that is mistaken, or lies, has not brought everything by that.
   */
  shutOut(segment?: Segment): void {
    this.#closed.add(segment);
  }

  disconnected(): void {
    this.#room.husks.relay.close();
    this.#isEntered = false;
    this.#carriages.down();
  }

  close(): void {
    this.#carriages.close();
  }

  /** The charter first, for the relay judges the others by it (REL-2, REL-4). */
  #askForMissing(): void {
    const { months, copies, id } = this.#room;
    const charter = this.#room.documentOf(CHARTER);
    if (!charter || charter.log.size === 0) return;
    this.#bring(charter.id);
    if (!copies.relayHasAll(charter.id, charter.log.counted())) return;
    this.#room.forks.tell();
    for (const segment of months) this.#bring(documentId(id, segment));
  }

  /** LOG-7: both sides hold as much of every list, and not the same: somebody's list is forked. */
  #compare(segment: Segment): void {
    const document = this.#room.documentOf(segment);
    const offer = this.#offered.get(segment);
    const theirs = this.#theirs.get(segment);
    if (!document || !offer || !theirs || this.#agrees(offer)) return;
    const mine = document.log.vector();
    const isEven = mine.size === theirs.size && [...mine].every(([writer, count]) => theirs.get(writer) === count);
    if (isEven) this.#room.forks.compare(document);
  }

  /** Turns to a document of which the relay has nothing. */
  #bring(document: DocumentId): void {
    if (!this.#own.relay.hasChannel(document)) return this.ask(document);
    if (this.#offered.has(segmentOf(document))) return;
    this.#do(this.#room.openSegment(segmentOf(document)).then(() => this.#carriages.up(document)));
  }

  /** Months the relay offered, the newest first. */
  get #months(): DocumentOffer[] {
    const months = [...this.#offered.values()].filter(({ segment }) => segment !== CHARTER);
    return months.sort((a, b) => (a.segment > b.segment ? -1 : 1));
  }

  async #turnToOlder(): Promise<void> {
    if (!this.isNewestHere) return;
    const older = this.#older;
    this.#older = [];
    for (const offer of older) await this.offered(offer);
  }

  #isHere(offer: DocumentOffer): boolean {
    return this.#answered.has(offer.segment) || this.#agrees(offer) || this.#isClosed(offer.segment);
  }

  #isClosed(segment: Segment): boolean {
    return this.#room.isOut && (this.#closed.has(segment) || this.#closed.has(undefined));
  }

  /** What the relay offers of the room is known. */
  get #isAnswered(): boolean {
    return this.#isEntered || (this.#room.isOut && this.#closed.has(undefined));
  }

  #agrees({ segment, digest }: DocumentOffer): boolean {
    const mine = this.#room.documentOf(segment)?.log.digest() ?? this.#room.index.digestOf(segment);
    return mine !== undefined && equalBytes(mine, digest);
  }

  /** Own entries of an agreed document are on the relay: it has the same ones. */
  #agreed(document: DocumentId): void {
    const segment = segmentOf(document);
    const vector = this.#room.documentOf(segment)?.log.vector() ?? this.#room.index.vectorOf(segment);
    if (vector) this.#do(this.acknowledged(document, vector));
  }

  /** The relay lost the room, or never had it: what is kept of it here is brought, though nobody looks at it (REL-4). */
  async #restore(): Promise<void> {
    this.#forgetRelay();
    if (this.#room.index.segments.length > 0) await this.#room.openSegment(CHARTER);
  }

  #forgetRelay(): void {
    for (const segment of this.#room.index.segments) this.#room.copies.forgetRelay(documentId(this.#room.id, segment));
  }

  #do(work: Promise<unknown>): void {
    work.catch((error: unknown) => this.#own.failed(error));
  }
}
