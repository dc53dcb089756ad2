/**
 * One room on this device: its charter and open segments, carried over the relay link, folded, and shown. Everything that
 * changes it runs in turns, so that no op is written from a state another is about to change.
 */
import {
  documentId,
  monthOf,
  roomOf,
  segmentOf,
  CHARTER,
  type DocumentId,
  type EntryId,
  type RoomId,
  type Segment,
} from '#shared/ids.ts';
import { equalBytes } from '#shared/bytes.ts';
import { makeGrants, makeRotate, ungranted } from '#shared/charter/epochs.ts';
import { actingIdentity, mayWrite } from '#shared/charter/state.ts';
import { GrapevineError, type Fault } from '#shared/errors.ts';
import { usableEpochs } from '#shared/charter/usableEpochs.ts';
import { hlcOfOrder } from '#shared/entry/hlc.ts';
import { writerId } from '#shared/log/writerId.ts';
import { Quarantine } from '#shared/log/quarantine.ts';
import { rootDigest } from '#shared/log/rootDigest.ts';
import type { StateVector } from '#shared/log/stateVector.ts';
import type { Change } from '#shared/ports/deviceStore.ts';
import type { TimelineOp } from '#shared/timeline/ops/timelineOp.ts';
import type { DocumentOffer, Entered } from '#shared/wire/frames.ts';
import { Carriages } from './carriages.ts';
import { Copies, type OwnWriter } from './copies.ts';
import type { Keys } from './keys.ts';
import type { Order, Receipts } from './messages.ts';
import { Mutex } from './mutex.ts';
import type { DocumentEvents, OpenDocument } from './openDocument.ts';
import type { Outbox } from './outbox.ts';
import type { Parts } from './parts.ts';
import type { Relay } from './relay.ts';
import { RoomCharter } from './roomCharter.ts';
import { RoomIndex } from './roomIndex.ts';
import { RoomTimeline } from './roomTimeline.ts';
import { RoomView } from './roomView.ts';
import type { ViewStore } from './viewStore.ts';

export interface RoomParts {
  readonly parts: Parts;
  readonly keys: Keys;
  readonly outbox: Outbox;
  readonly relay: Relay;
  readonly view: ViewStore;
  readonly deleting: (id: EntryId) => number | undefined;
  readonly name: () => string;
  readonly events: RoomEvents;
}

export interface RoomEvents {
  /** Charter, rows, copies or index changed: what a person sees of the room is to be put together again. */
  changed(room: Room): void;
  /** So many entries came through a link. */
  came(count: number): void;
  /** So many own entries became durable on the relay. */
  went(count: number): void;
  /** The guard refused something a link brought. */
  refused(fault: Fault): void;
  /** Something failed on this device. */
  failed(error: unknown): void;
}

export class Room {
  readonly id: RoomId;
  readonly charter: RoomCharter;
  readonly timeline: RoomTimeline;
  readonly view: RoomView;
  readonly copies = new Copies();
  readonly index: RoomIndex;
  readonly #own: RoomParts;
  readonly #turns = new Mutex();
  readonly #carriages: Carriages;
  readonly #quarantine = new Quarantine();
  readonly #offered = new Map<Segment, DocumentOffer>();
  readonly #opening = new Map<Segment, Promise<void>>();
  readonly #sought = new Set<EntryId>();
  #opened: Promise<void> | undefined;
  #isEntered = false;
  #stopSaving: () => void = () => undefined;

  constructor(id: RoomId, own: RoomParts, readUpTo?: Order) {
    const { parts, keys, relay, view, deleting } = own;
    this.id = id;
    this.#own = own;
    this.charter = new RoomCharter(id, parts, keys);
    this.timeline = new RoomTimeline(id, parts, keys, this.charter);
    this.index = new RoomIndex(id, parts.store);
    this.#carriages = new Carriages(parts.courier, relay);
    this.view = new RoomView(
      {
        room: id,
        me: keys.identity,
        clock: parts.clock,
        fold: this.timeline.fold,
        view,
        deleting,
        closedCount: () => this.index.messagesOutside(this.timeline.segments.map(({ segment }) => segment)),
        written: () => this.#changed(),
      },
      readUpTo,
    );
  }

  /** Opens the charter, once; the index must be loaded. */
  open(): Promise<void> {
    this.#opened ??= this.#open();
    return this.#opened;
  }

  get isOpen(): boolean {
    return this.#opened !== undefined;
  }

  /** The newest months, enough to read and write in. */
  async show(): Promise<void> {
    await this.open();
    for (const segment of this.months.slice(-MONTHS_SHOWN)) await this.openSegment(segment);
  }

  async openSegment(segment: Segment): Promise<void> {
    await this.open();
    if (segment !== CHARTER) await this.#openOnce(segment);
  }

  /** Writes an op; resolves when it is durable here. */
  write(op: TimelineOp, also: readonly Change[] = []): Promise<EntryId> {
    return this.turn(async () => {
      await this.openSegment(this.timeline.due);
      this.#mustBeIn();
      await this.ensureEpoch();
      this.view.settle();
      const entry = await this.timeline.write(op, { t: 'profile', name: this.#own.name() }, also);
      this.#askForChannel(entry.document);
      return entry.id;
    });
  }

  /** One thing at a time. */
  turn<T>(run: () => Promise<T>): Promise<T> {
    return this.#turns.run(run);
  }

  /** Digest of everything kept here (SYN-2); undefined when that is nothing. */
  get digest(): Uint8Array | undefined {
    const documents = this.index.digests;
    return documents.length === 0 ? undefined : rootDigest(documents);
  }

  // ---- the relay ----

  async entered(frame: Entered): Promise<void> {
    this.#isEntered = true;
    for (const offer of frame.documents) this.#offered.set(offer.segment, offer);
    for (const offer of frame.documents) await this.offered(offer, frame.state === 'same');
    const offered = new Set(frame.documents.map(({ segment }) => segment));
    if (!offered.has(CHARTER)) this.#forgetRelay();
    this.#openMissing(offered);
  }

  /** The relay numbered a document: turn to it where it differs from what is here, or is open. */
  async offered(offer: DocumentOffer, isSame = false): Promise<void> {
    const { segment, digest } = offer;
    const document = documentId(this.id, segment);
    this.#offered.set(segment, offer);
    if (isSame || this.#agreesWith(segment, digest)) this.#agreed(document, segment);
    else await this.openSegment(segment);
    this.#carriages.up(document);
  }

  #agreesWith(segment: Segment, digest: Uint8Array): boolean {
    const mine = this.documentOf(segment)?.log.digest() ?? this.index.digestOf(segment);
    return mine !== undefined && equalBytes(mine, digest);
  }

  message(document: DocumentId, message: Uint8Array): void {
    if (this.#carriages.message(document, message)) return;
    this.#do(this.openSegment(segmentOf(document)).then(() => this.#carriages.up(document)));
  }

  async acknowledged(document: DocumentId, counts: StateVector): Promise<void> {
    this.copies.onRelay(document, counts);
    const before = this.#own.outbox.unacknowledged;
    await this.#own.outbox.acknowledged(document, counts);
    this.#own.events.went(before - this.#own.outbox.unacknowledged);
    if (segmentOf(document) === CHARTER) this.#openMissing(new Set([CHARTER]));
    this.#changed();
  }

  disconnected(): void {
    this.#isEntered = false;
    this.#carriages.down();
  }

  get isEntered(): boolean {
    return this.#isEntered;
  }

  /** Turning to the room again: what was offered before no longer says anything. */
  expectEntry(): void {
    this.#isEntered = false;
    this.#offered.clear();
    this.#carriages.down();
  }

  /** The relay has nothing for this device here: not a member any more. */
  refused(): void {
    this.#isEntered = true;
  }

  /** Everything the relay offered on this link is here. */
  get isSynced(): boolean {
    if (!this.#isEntered) return false;
    return [...this.#offered].every(([segment, offer]) => {
      const log = this.documentOf(segment)?.log;
      return log ? log.size >= offer.entries : this.#agreesWith(segment, offer.digest);
    });
  }

  /** The open ones, the charter first. */
  get documents(): readonly OpenDocument[] {
    return this.isOpen ? [this.charter.document, ...this.timeline.segments.map(({ document }) => document)] : [];
  }

  /** Bytes of the room's entries on this device. */
  get bytes(): number {
    const open = this.documents.reduce((sum, { bytes }) => sum + bytes, 0);
    return Math.max(open, this.index.bytes);
  }

  get ownName(): string {
    return this.#own.name();
  }

  /** Months kept here, open or not. */
  get months(): readonly Segment[] {
    const open = this.timeline.segments.map(({ segment }) => segment);
    return [...new Set([...this.index.segments, ...open])].filter((segment) => segment !== CHARTER).sort();
  }

  /** This device's writers in a month. */
  ownWriters(segment: Segment): OwnWriter[] {
    const open = this.timeline.segment(segment);
    const digest = open?.document.log.digest() ?? this.index.digestOf(segment);
    const vector = open?.document.log.vector() ?? this.index.vectorOf(segment);
    if (!digest || !vector) return [];
    const document = documentId(this.id, segment);
    const writers = open?.writer.writers ?? [writerId(document, this.#own.keys.device, 0)];
    return writers.flatMap((writer) => {
      const count = vector.get(writer);
      return count === undefined ? [] : [{ segment, writer, count, digest }];
    });
  }

  /** Opens the month a message is in, so that an op on it shows at once. */
  async openAround(message: EntryId): Promise<void> {
    await this.open();
    const order = await this.#own.parts.store.get('places', `${this.id}/${message}`);
    if (typeof order === 'string') await this.openSegment(monthOf(hlcOfOrder(order).ms));
  }

  documentOf(segment: Segment): OpenDocument | undefined {
    if (!this.isOpen) return undefined;
    return segment === CHARTER ? this.charter.document : this.timeline.segment(segment)?.document;
  }

  async close(): Promise<void> {
    this.#stopSaving();
    this.view.stop();
    if (!this.isOpen) return;
    await this.save();
    this.#carriages.close();
    for (const { segment } of this.timeline.segments) await this.timeline.close(segment);
    await this.charter.document.close();
  }

  // ---- inside ----

  async #open(): Promise<void> {
    const receipts = await this.#own.parts.store.get('receipts', this.id);
    if (receipts) this.copies.remember(this.id, receipts as Receipts);
    await this.charter.open(this.#own.outbox, this.#quarantine, this.#events(CHARTER));
    this.#carry(this.charter.document);
    await this.charter.learn();
    if (this.#own.relay.hasChannel(this.charter.document.id)) this.#carriages.up(this.charter.document.id);
    // What the room list says of the room is in its newest month.
    const newest = this.months.at(-1);
    if (newest) await this.#openOnce(newest);
  }

  async #openOnce(segment: Segment): Promise<void> {
    let opening = this.#opening.get(segment);
    if (!opening) this.#opening.set(segment, (opening = this.#openSegment(segment)));
    await opening;
  }

  async #openSegment(segment: Segment): Promise<void> {
    const open = await this.timeline.open(segment, this.#own.outbox, this.#quarantine, this.#events(segment));
    this.#carry(open.document);
    this.view.settle(this.index.isViewed(segment, open.document.log.digest(), this.charter.keyring.size));
    if (this.#own.relay.hasChannel(open.document.id)) this.#carriages.up(open.document.id);
  }

  #mustBeIn(): void {
    const state = this.charter.charter.state();
    const me = actingIdentity(state, this.#own.keys.device);
    if (me === undefined || !mayWrite(state, me))
      throw new GrapevineError('not-member', 'You are not in this room, or may only read it, so this was not sent.');
  }

  /** EPO-3: where no epoch is usable any more, whoever writes next rotates, and hands the new key to everybody. */
  async ensureEpoch(): Promise<void> {
    const { charter, keyring } = this.charter;
    if (usableEpochs(charter.state()).length > 0) return;
    const { random } = this.#own.parts;
    const rotation = makeRotate(charter.state(), [], (epoch) => keyring.key(epoch), random);
    await this.charter.write(rotation.op, rotation);
    await this.grant();
  }

  /** EPO-2: hands the room's key to whoever is in and has no grant of it. */
  async grant(): Promise<void> {
    const { charter, keyring } = this.charter;
    const usable = keyring.usable(charter);
    if (!usable) return;
    const state = charter.state();
    const grantees = ungranted(state, usable.epoch);
    for (const op of makeGrants(state, [], usable.epoch, usable.key, grantees, this.#own.parts.random))
      await this.charter.write(op);
  }

  #carry(document: OpenDocument): void {
    this.#carriages.add(document);
  }

  #events(segment: Segment): DocumentEvents {
    const document = documentId(this.id, segment);
    return {
      entries: (entries, from) => {
        if (from === 'disk') return;
        if (segment === CHARTER) this.#do(this.turn(() => this.#charterGrew()));
        this.view.settle();
        this.#save();
        if (from === 'link') {
          this.#own.events.came(entries.length);
          // What the relay hands out it took in. Own entries wait for its word all the same (MRK-2): that it is durable.
          const others = entries.filter(({ device }) => device !== this.#own.keys.device);
          this.copies.onRelay(document, new Map(others.map(({ writer, seq }) => [writer, seq + 1])));
        }
        this.#changed();
      },
      theirs: (vector) => this.#theirs(document, vector),
      refused: ({ code, say }) => this.#own.events.refused({ code, say: `${document}: ${say}` }),
    };
  }

  /** The relay said what it holds of a document: its copies, and perhaps more of an own writer than this device made. */
  #theirs(document: DocumentId, vector: StateVector): void {
    this.timeline.segment(segmentOf(document))?.writer.meet(vector);
    this.copies.forgetRelay(document);
    this.#do(this.acknowledged(document, vector));
  }

  async #charterGrew(): Promise<void> {
    if (await this.charter.learn()) this.timeline.reopen();
    const has = (head: EntryId): boolean => this.charter.charter.has(head);
    for (const { document } of this.timeline.segments) document.retry(has);
    this.charter.document.retry(has);
    this.view.settle();
    this.#changed();
  }

  /** Own writers' entries of an agreed document are on the relay: it has the same ones. */
  #agreed(document: DocumentId, segment: Segment): void {
    const vector = this.documentOf(segment)?.log.vector() ?? this.index.vectorOf(segment);
    if (vector) this.#do(this.acknowledged(document, vector));
  }

  #forgetRelay(): void {
    for (const segment of this.index.segments) this.copies.forgetRelay(documentId(this.id, segment));
  }

  /** Asks for channels of documents the relay has not: the charter first, for it judges the others by it (REL-2, REL-4). */
  #openMissing(known: ReadonlySet<Segment>): void {
    if (!this.#isEntered || this.index.segments.length === 0) return;
    const charter = documentId(this.id, CHARTER);
    if (!this.#own.relay.hasChannel(charter)) return this.#askForChannel(charter);
    if (!this.copies.relayHasAll(charter, this.charter.document.log.vector())) return;
    for (const segment of this.index.segments)
      if (!known.has(segment)) this.#askForChannel(documentId(this.id, segment));
  }

  #askForChannel(document: DocumentId): void {
    const { relay } = this.#own;
    if (!this.#isEntered || relay.hasChannel(document)) return;
    relay.say({ type: 'open', room: roomOf(document), segment: segmentOf(document) });
  }

  /** Soon, and once for many: waits for the documents' own stores, then notes what is durable here. */
  #save(): void {
    this.#stopSaving();
    this.#stopSaving = this.#own.parts.clock.after(SAVE_MS, () => this.#do(this.turn(() => this.save())));
  }

  async save(): Promise<void> {
    for (const document of this.documents) {
      const digest = document.log.digest();
      const { bytes, log } = document;
      const entries = log.size;
      const vector = await document.flushed();
      await this.#own.outbox.flushed(document.id, vector);
      await this.index.note(segmentOf(document.id), { digest, vector: [...vector], entries, bytes });
    }
    const keys = this.charter.keyring.size;
    const folded = this.timeline.segments.map(({ segment, document }) => ({
      segment,
      digest: document.log.digest(),
      messages: this.timeline.fold.countOf(segment),
    }));
    await this.view.flushed();
    await this.#openAbsent();
    for (const { segment, digest, messages } of folded) await this.index.viewed(segment, digest, keys, messages);
    this.#changed();
  }

  #do(work: Promise<unknown>): void {
    work.catch((error: unknown) => this.#own.events.failed(error));
  }

  /** TIM-4: ops that speak of messages in months not open wait until those are. */
  async #openAbsent(): Promise<void> {
    for (const message of [...this.timeline.fold.absent]) {
      if (this.#sought.has(message)) continue;
      this.#sought.add(message);
      await this.openAround(message);
    }
  }

  #changed(): void {
    this.#own.events.changed(this);
  }
}

const MONTHS_SHOWN = 2;
/** Long enough to gather a burst, short enough that a marker follows a message while the reader looks. */
const SAVE_MS = 150;
