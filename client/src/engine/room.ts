/**
 * One room on this device: its charter and open months, guarded, folded and shown. Everything that changes it runs in turns,
 * so that no op is written from a state another is about to change.
 */
import type { InviteKeys } from '#shared/charter/invites.ts';
import { hash } from '#shared/crypto/hash.ts';
import { cutStops } from '#shared/charter/cutStops.ts';
import { atLeast, type Rank } from '#shared/charter/rank.ts';
import { actingIdentity, mayWriteAs, rankOf } from '#shared/charter/state.ts';
import { hlcOfOrder } from '#shared/entry/hlc.ts';
import type { Entry } from '#shared/entry/entry.ts';
import { GrapevineError, type Fault } from '#shared/errors.ts';
import {
  CHARTER,
  documentId,
  monthOf,
  segmentOf,
  type DeviceId,
  type EntryId,
  type EpochId,
  type RoomId,
  type Segment,
  type DocumentId,
  type WriterId,
} from '#shared/ids.ts';
import type { ProvenFork } from '#shared/log/forkProof.ts';
import type { StateVector } from '#shared/log/stateVector.ts';
import { Quarantine } from '#shared/log/quarantine.ts';
import type { Compared, Given, HusksFrame, Payloads } from '#shared/wire/frames.ts';
import { writerId } from '#shared/log/writerId.ts';
import type { Change } from '#shared/ports/deviceStore.ts';
import type { TimelineOp } from '#shared/timeline/ops/timelineOp.ts';
import { Copies, type OwnWriter } from './copies.ts';
import { restate } from './fallenEpochs.ts';
import type { Keys } from './keys.ts';
import type { Order, Receipts } from './messages.ts';
import { MemberNames } from './memberNames.ts';
import { LateGrants } from './lateGrants.ts';
import { Mutex } from './mutex.ts';
import type { DocumentEvents, OpenDocument, Source } from './openDocument.ts';
import type { Outbox } from './outbox.ts';
import type { OwnList } from './ownDoubts.ts';
import type { Parts } from './parts.ts';
import type { Relay } from './relay.ts';
import { RoomCharter } from './roomCharter.ts';
import { RoomHusks } from './roomHusks.ts';
import { RoomForks, type ForkFrame } from './roomForks.ts';
import { isAlike, RoomIndex, type Folded } from './roomIndex.ts';
import { grant } from './roomKeys.ts';
import { RoomLink } from './roomLink.ts';
import { RoomTimeline } from './roomTimeline.ts';
import { RoomView } from './roomView.ts';
import type { Also } from './roomWriter.ts';
import type { ViewStore } from './viewStore.ts';

export interface RoomParts {
  readonly parts: Parts;
  readonly keys: Keys;
  readonly outbox: Outbox;
  readonly relay: Relay;
  readonly view: ViewStore;
  readonly deleting: (id: EntryId) => number | undefined;
  /** Its person is on their way in. */
  readonly isJoining: (id: RoomId) => boolean;
  /** A friend has sent what a person sees first. */
  readonly isNewestHere: (id: RoomId) => boolean;
  readonly name: () => string;
  /** What peers sent and waits for charter entries may go in now. */
  readonly charterGrew: (room: Room, has: (head: EntryId) => boolean) => Promise<void>;
  readonly events: RoomEvents;
}

export interface RoomEvents {
  /** Charter, rows, copies or index changed: what a person sees of the room is to be put together again. */
  changed(room: Room): void;
  /** Entries were taken into a document. */
  grew(room: Room, segment: Segment, from: Source): void;
  /** So much of a document is durable. */
  saved(room: Room, segment: Segment, durable: StateVector): void;
  /** More of what people wrote counts than before: what was refused then may be had now. */
  countsMore(room: Room): void;
  /** A fork became known, and is kept. */
  forked(room: Room): void;
  /** So many entries came through a link. */
  came(count: number): void;
  /** So many own entries became durable on the relay. */
  went(count: number): void;
  /** The guard refused something a link brought. */
  refused(fault: Fault): void;
  /** Something failed on this device. */
  failed(error: unknown): void;
}

const MONTHS_SHOWN = 2;
/** Long enough to gather a burst, short enough that a marker follows a message while the reader looks. */
const SAVE_MS = 150;
/** Deletes come several at a time; what they take goes at once, as a person counts. */
const TEND_MS = 30;
/** While history streams in, folding waits for more of it: half of a room looks written apart (TIM-5). */
const STREAMING_MS = 120;

export class Room {
  readonly id: RoomId;
  readonly charter: RoomCharter;
  readonly names: MemberNames;
  readonly forks: RoomForks;
  readonly timeline: RoomTimeline;
  readonly view: RoomView;
  readonly link: RoomLink;
  readonly husks: RoomHusks;
  readonly copies = new Copies();
  readonly index: RoomIndex;
  /** Its person has left; what they wrote is still on its way out. */
  isLeaving = false;
  readonly #own: RoomParts;
  readonly #turns = new Mutex();
  readonly #quarantine = new Quarantine();
  readonly #lateGrants: LateGrants;
  readonly #opening = new Map<Segment, Promise<void>>();
  readonly #sought = new Set<EntryId>();
  #opened: Promise<void> | undefined;
  #isClosed = false;
  #stopSaving: () => void = () => undefined;
  #stopSettling: (() => void) | undefined;
  #stopTending: (() => void) | undefined;

  constructor(id: RoomId, own: RoomParts, readUpTo?: Order) {
    const { parts, keys, events, outbox, relay, view, deleting } = own;
    this.id = id;
    this.#own = own;
    this.charter = new RoomCharter(id, parts, keys);
    this.names = new MemberNames(this.charter);
    this.forks = new RoomForks(this, parts.store, keys.device, (frame) => relay.say(frame));
    this.timeline = new RoomTimeline(id, parts, keys, this.charter, this.forks.book);
    this.index = new RoomIndex(id, parts.store);
    const { charter, timeline } = this;
    this.husks = new RoomHusks({ parts, keys, outbox, relay, charter, timeline, due: () => this.#tendSoon() });
    const changed = (): void => events.changed(this);
    this.link = new RoomLink(this, {
      parts,
      relay,
      outbox,
      changed,
      went: (count) => events.went(count),
      failed: (error) => events.failed(error),
    });
    const closedCount = (): number => this.index.messagesOutside(this.timeline.segments.map(({ segment }) => segment));
    const unviewed = (): readonly Change[] => {
      const changes = this.index.unviewed();
      if (changes.length > 0) this.#saveSoon();
      return changes;
    };
    const { clock } = parts;
    const { fold } = this.timeline;
    const viewParts = {
      room: id,
      me: keys.identity,
      clock,
      fold,
      view,
      called: () => this.names.all,
      deleting,
      closedCount,
      unviewed,
      written: changed,
    };
    this.view = new RoomView(viewParts, readUpTo);
    this.#lateGrants = new LateGrants(clock, parts.random, () => this.#do(this.turn(() => this.#grantLate())));
  }

  // ---- opening ----

  /** Opens the charter and the newest month, once; the index must be loaded. */
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

  /** Opens the month a message is in, so that an op on it shows at once. */
  async openAround(message: EntryId): Promise<void> {
    await this.open();
    const order = await this.#own.parts.store.get('places', `${this.id}/${message}`);
    if (typeof order === 'string') await this.openSegment(monthOf(hlcOfOrder(order).ms));
  }

  async close(): Promise<void> {
    this.#stopSaving();
    this.#stopSettling?.();
    this.#stopTending?.();
    this.husks.stop();
    this.#lateGrants.stop();
    this.view.stop();
    if (!this.#opened) return;
    await this.#opened;
    await this.save();
    this.#isClosed = true;
    this.#stopSaving();
    this.link.close();
    for (const { segment } of this.timeline.segments) await this.timeline.close(segment);
    await this.charter.document.close();
  }

  // ---- writing ----

  /** Takes room keys granted to this device, or to an open link it holds, and opens what they open; in a turn. */
  async learn(link?: InviteKeys): Promise<void> {
    if (await this.charter.learn(link)) this.timeline.reopen();
  }

  /** A room key another device of this person holds. */
  takeKey(epoch: EpochId, key: Uint8Array): Promise<void> {
    return this.turn(async () => {
      if (!(await this.charter.takeKey(epoch, key))) return;
      this.timeline.reopen();
      this.#settleSoon();
      this.#own.events.changed(this);
    });
  }

  /** One thing at a time. */
  turn<T>(run: () => Promise<T>): Promise<T> {
    return this.#turns.run(run);
  }

  /** Writes an op; resolves when it is durable here, with what `also` says of it in one transaction. */
  write(op: TimelineOp, also?: Also): Promise<EntryId> {
    return this.turn(async () => {
      await this.openSegment(this.timeline.due);
      this.#mustBeIn();
      return this.#write(op, also);
    });
  }

  /** States this person's name: in the timeline, or in the charter where they may say nothing there. */
  introduce(): Promise<void> {
    return this.turn(async () => {
      await this.openSegment(this.timeline.due);
      if (this.mayWrite) await this.#write({ t: 'profile', name: this.ownName });
      else await this.names.say(this.#own.keys.identity, this.ownName, this.#own.parts.random);
    });
  }

  async #write(op: TimelineOp, also?: Also): Promise<EntryId> {
    this.#settle();
    const entry = await this.timeline.write(op, { t: 'profile', name: this.ownName }, also);
    this.link.ask(entry.document);
    return entry.id;
  }

  /** Resolves when what a person sees first is in the view store: the newest rows, and what the room list says. */
  shown(): Promise<void> {
    this.#settle();
    return this.view.newestFlushed();
  }

  /** ENT-6: what another side, the relay if no other, says of orders, holes and payloads. */
  hearHusks(frame: HusksFrame | Payloads, talk = this.husks.relay): Promise<void> {
    return this.turn(async () => {
      await this.openSegment(frame.segment);
      await (frame.type === 'husks' ? this.husks.take(frame, talk) : this.husks.fill(frame));
      this.#settle();
      this.#saveSoon();
    });
  }

  // ---- what is here ----

  /** The open documents, the charter first. While the room opens the relay may speak of it already: there are none then. */
  get documents(): readonly OpenDocument[] {
    return this.charter.isOpen
      ? [this.charter.document, ...this.timeline.segments.map(({ document }) => document)]
      : [];
  }

  documentOf(segment: Segment): OpenDocument | undefined {
    return this.documents.find(({ id }) => segmentOf(id) === segment);
  }

  /** Bytes of the room's entries on this device. */
  get bytes(): number {
    const open = this.documents.reduce((sum, { bytes }) => sum + bytes, 0);
    return Math.max(open, this.index.bytes);
  }

  /**
   * The relay is there and has not told its charter yet. What is done unasked waits for it: another device may have seen to it, and
   * a profile that was put back to a backup would write into slots it has filled (LOG-9).
   */
  get isBehind(): boolean {
    return this.#own.relay.isOpen && !this.link.isCharterHere;
  }

  get ownName(): string {
    return this.#own.name();
  }

  /** May this device say anything here? Readers may not, nor in a read-only room most others. */
  get mayWrite(): boolean {
    return mayWriteAs(this.charter.charter.state(), this.#rank);
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
    const writers = open?.writer.writers ?? [writerId(documentId(this.id, segment), this.#own.keys.device, 0)];
    return writers.flatMap((writer) => {
      const count = vector.get(writer);
      return count === undefined ? [] : [{ segment, writer, count, digest }];
    });
  }

  /** Waits for the documents' own stores and the view's, then notes what is durable here. In a turn, or of a room nobody uses. */
  async save(): Promise<void> {
    await this.#saveDocuments();
    await this.#saveView();
    await this.#openAbsent();
    this.#own.events.changed(this);
  }

  async #saveDocuments(): Promise<void> {
    await this.husks.tend();
    for (const document of this.documents) {
      const { bytes, log } = document;
      const husks = this.husks.digest(segmentOf(document.id));
      const noted = { digest: log.digest(), entries: log.size, bytes, husks };
      const vector = await document.flushed();
      await this.#own.outbox.flushed(document.id, vector);
      await this.index.note(segmentOf(document.id), { ...noted, vector: [...vector] });
      this.#own.events.saved(this, segmentOf(document.id), vector);
    }
  }

  /** LOG-7, LOG-8: what the other side of the link asks or says of forks. */
  hear(frame: ForkFrame): Promise<void> {
    // At once, for an acknowledgement may be right behind.
    if (frame.type === 'show') this.doubted(documentId(this.id, frame.segment), frame.writer, frame.seq);
    return this.turn(async () => {
      await this.open();
      await this.forks.hear(frame);
    });
  }

  /** LOG-6: the relay gave a charter entry it was asked for by id. */
  hearGiven(frame: Given): Promise<void> {
    return this.turn(async () => {
      await this.open();
      if (await this.forks.grounds.take(frame, undefined)) this.#dropUngrounded();
    });
  }

  /** Does the charter know the device, live or not? */
  knows(device: DeviceId): boolean {
    return this.charter.charter.state().devices.has(device);
  }

  /** LOG-9: this device's lists in a month that is open. */
  ownLists(segment: Segment): readonly OwnList[] {
    const open = this.timeline.segment(segment);
    if (!open) return [];
    const { document, writer } = open;
    const { outbox } = this.#own;
    return writer.writers.map((one) => ({
      writer: one,
      count: document.log.count(one),
      unsentFrom: outbox.unsentFrom(document.id, one),
    }));
  }

  doubted(document: DocumentId, writer: WriterId, seq: number): boolean {
    return this.link.doubted(document, writer, seq);
  }

  compared(document: DocumentId, frame: Compared, differing: ReadonlySet<WriterId>): Promise<void> {
    return this.link.compared(document, frame, differing);
  }

  /** LOG-9: a restored or copied profile wrote where it had written already. Nobody else has it: it is said again, elsewhere. */
  async mends({ proof: { document, device }, writer, seq }: ProvenFork): Promise<boolean> {
    const { keys, outbox, events } = this.#own;
    const segment = segmentOf(document);
    const open = this.timeline.segment(segment);
    const unsentFrom = outbox.unsentFrom(document, writer);
    if (device !== keys.device || !open || unsentFrom === undefined || unsentFrom > seq) return false;
    await this.openSegment(this.timeline.due);
    await this.timeline.sayAgain(segment, writer, seq, outbox, { t: 'profile', name: this.ownName });
    this.link.mended(open.document);
    this.#settle();
    this.#saveSoon();
    events.changed(this);
    return true;
  }

  // ---- inside ----

  async #open(): Promise<void> {
    const receipts = await this.#own.parts.store.get('receipts', this.id);
    if (receipts) this.copies.remember(this.id, receipts as Receipts);
    await this.charter.open(this.#own.outbox, this.#quarantine, this.#events(CHARTER), this.forks.book);
    this.link.add(this.charter.document);
    await this.charter.learn();
    this.timeline.rejudge();
    this.#lateGrants.look();
    // What the room list says of the room is in its newest month.
    const newest = this.months.at(-1);
    if (newest) await this.#openOnce(newest);
    // What a crash left in the outbox may be flushed and acknowledged already: nothing else need happen here for it to go.
    if (this.#own.outbox.holds(this.id)) this.#saveSoon();
  }

  async #openOnce(segment: Segment): Promise<void> {
    let opening = this.#opening.get(segment);
    if (!opening) this.#opening.set(segment, (opening = this.#openSegment(segment)));
    await opening;
  }

  async #openSegment(segment: Segment): Promise<void> {
    await this.husks.load(segment);
    const { document } = await this.timeline.open(segment, this.#own.outbox, this.#quarantine, this.#events(segment));
    await this.#stopAtCuts();
    this.husks.review();
    const isViewed = this.#isViewed();
    this.view.settle(isViewed);
    if (this.husks.review()) this.view.settle(isViewed);
    this.link.add(document);
    if (!isViewed) await this.view.dropStrays(this.timeline.segments.map((month) => month.segment));
  }

  /** Do the rows show the fold of the open months? Then of each: what is said in one shows in others, as a quote or an edit. */
  #isViewed(): boolean {
    const keys = this.charter.keyring.size;
    return this.timeline.segments.every(({ segment, document }) =>
      this.index.isViewed(segment, this.#folded(segment, document), keys),
    );
  }

  /** What rows are made of: entries, what of them is gone, and what people are called by the charter. */
  #folded(segment: Segment, { log }: OpenDocument): Uint8Array {
    return hash('folded', log.digest(), this.husks.digest(segment), this.names.digest);
  }

  get #rank(): Rank | undefined {
    const state = this.charter.charter.state();
    return rankOf(state, actingIdentity(state, this.#own.keys.device));
  }

  /** LOG-8: from the fork on nothing of the list counts, whatever of it is shown. */
  async forked({ proof: { document } }: ProvenFork): Promise<void> {
    const segment = segmentOf(document);
    await this.openSegment(segment);
    this.documentOf(segment)?.stop('fork', this.forks.book.counts(document));
    this.timeline.withdraw(segment);
    if (segment === CHARTER) {
      this.charter.forked(this.forks.book);
      await this.grounded();
    }
    this.forks.tell();
    this.#own.events.forked(this);
    this.#settle();
    this.#saveSoon();
    this.#own.events.changed(this);
  }

  async #grantLate(): Promise<void> {
    if (!atLeast(this.#rank, 'member')) return;
    if (this.isBehind) return this.#lateGrants.look();
    const { parts, keys } = this.#own;
    await restate(this.charter, keys.device, parts.random, (epoch) => this.timeline.wear.isUsed(epoch));
    await grant(this.charter, parts.random);
  }

  #mustBeIn(): void {
    if (!this.mayWrite)
      throw new GrapevineError('not-member', 'You are not in this room, or may only read it, so this was not sent.');
  }

  #events(segment: Segment): DocumentEvents {
    const document = documentId(this.id, segment);
    return {
      entries: (entries, from) => {
        if (segment !== CHARTER) this.husks.note(entries);
        else this.timeline.wear.made(entries, this.#own.parts.clock.now());
        if (from !== 'disk') this.#grew(segment, entries, from);
      },
      theirs: (page) => {
        this.timeline.segment(segment)?.writer.meet(page.vector);
        this.link.theirs(document, page);
      },
      answered: () => {
        this.link.answered(document);
        if (segment === CHARTER) this.#do(this.turn(() => Promise.resolve(this.#dropUngrounded())));
        this.#settleSoon();
      },
      waits: () => this.link.lacksCharter(),
      suspected: (writer, seq) => {
        this.doubted(document, writer, seq);
        this.forks.suspect(document, writer, seq);
      },
      refused: ({ code, say }) => this.#own.events.refused({ code, say: `${document}: ${say}` }),
    };
  }

  #grew(segment: Segment, entries: readonly Entry[], from: Source): void {
    const { events, keys } = this.#own;
    if (segment === CHARTER) this.#do(this.turn(() => this.grounded()));
    if (from !== 'own') events.came(entries.length);
    if (from === 'link') {
      // What the relay hands out it took in. Own entries wait for its word all the same (MRK-2): that it is durable.
      const { outbox } = this.#own;
      const isMine = (entry: Entry): boolean => entry.device === keys.device && outbox.isKept(entry.document, entry);
      const others = entries.filter((entry) => !isMine(entry));
      this.copies.onRelay(documentId(this.id, segment), new Map(others.map(({ writer, seq }) => [writer, seq + 1])));
    }
    events.grew(this, segment, from);
    if (from === 'own') this.#settle();
    else this.#settleSoon();
    this.#saveSoon();
    events.changed(this);
  }

  /** The charter says something else than before. */
  async grounded(): Promise<void> {
    await this.learn();
    this.#lateGrants.look();
    const has = (head: EntryId): boolean => this.charter.charter.has(head);
    for (const document of this.documents) document.retry(has);
    await this.forks.retry();
    await this.#own.charterGrew(this, has);
    await this.#stopAtCuts();
    if (this.timeline.rejudge()) {
      this.link.askAnew();
      this.#own.events.countsMore(this);
    }
    this.#settle();
    this.#own.events.changed(this);
  }

  /** LOG-6: the link has sent its whole charter; what rests on more of it is dropped, and not asked of it again. */
  #dropUngrounded(): void {
    for (const document of this.documents) document.retry((head) => this.charter.charter.has(head));
    if (this.forks.grounds.ask({ quarantine: this.#quarantine })) return;
    for (const { document, run } of this.#quarantine.drop())
      this.#own.events.refused({
        code: 'no-ground',
        say: `${document}: ${run.entries.length} entries of ${run.writer} rest on charter entries that whoever sent them does not have.`,
      });
  }

  /** LOG-7, CHA-5: where lists are cut off. What nobody takes from this device waits for nobody. */
  async #stopAtCuts(): Promise<void> {
    const { charter } = this.charter;
    const { isOut } = this.charter;
    for (const { segment, document, writer } of this.timeline.segments) {
      document.stop('cut', cutStops(charter, document.log.heads));
      const { log } = document;
      this.husks.stopAt(segment, log);
      const own = writer.writers.filter((one) => isOut || log.stopOf(one) < log.count(one));
      if (own.length === 0) continue;
      await this.#own.outbox.acknowledged(document.id, new Map(own.map((one) => [one, log.count(one)])));
      this.#saveSoon();
    }
  }

  #settleSoon(): void {
    if (this.#stopSettling) return;
    const wait = this.link.isSynced ? 0 : STREAMING_MS;
    this.#stopSettling = this.#own.parts.clock.after(wait, () => this.#settle());
  }

  #settle(): void {
    this.#stopSettling?.();
    this.#stopSettling = undefined;
    if (this.#isFilling) return;
    // What a delete takes is known once it is folded in; what an order takes goes before anything is shown.
    this.husks.review();
    this.view.settle();
    if (this.husks.review()) this.view.settle();
  }

  /**
   * Somebody is just coming in, and what they will see first is not here: half of it would look written apart (TIM-5), and be
   * written again as the rest comes.
   */
  get #isFilling(): boolean {
    return this.#own.isJoining(this.id) && !this.link.isNewestHere && !this.#own.isNewestHere(this.id);
  }

  #tendSoon(): void {
    this.#stopTending ??= this.#own.parts.clock.after(TEND_MS, () => {
      this.#stopTending = undefined;
      this.#do(
        this.turn(async () => {
          await this.husks.tend();
          this.#settle();
        }),
      );
      this.#saveSoon();
    });
  }

  #saveSoon(): void {
    this.#stopSaving();
    this.#stopSaving = this.#own.parts.clock.after(SAVE_MS, () => this.#do(this.#saveNow()));
  }

  /** Months of rows may take seconds to write: nobody who writes waits for them, so that is no turn's work. */
  async #saveNow(): Promise<void> {
    await this.turn(() => this.#saveDocuments());
    await this.#saveView();
    if (this.#isClosed) return;
    await this.turn(() => this.#openAbsent());
    this.#own.events.changed(this);
  }

  async #saveView(): Promise<void> {
    if (this.#isFilling) return;
    this.#settle();
    const keys = this.charter.keyring.size;
    const before = this.#foldedNow();
    await this.view.flushed();
    // TIM-3: what is held for its time falls due while nobody looks, too: then there are rows that were never written.
    if (this.timeline.fold.nextDue() !== undefined) return;
    // What came meanwhile may be among the rows, and is not yet noted as kept: the next save says so.
    if (isAlike(before, this.#foldedNow()) && !this.#isClosed) await this.index.viewed(before, keys);
  }

  #foldedNow(): Folded[] {
    return this.timeline.segments.map(({ segment, document }) => {
      return { segment, digest: this.#folded(segment, document), messages: this.timeline.fold.countOf(segment) };
    });
  }

  /** TIM-4: ops that speak of messages in months not open wait until those are. */
  async #openAbsent(): Promise<void> {
    for (const message of [...this.timeline.fold.absent]) {
      if (this.#sought.has(message)) continue;
      this.#sought.add(message);
      await this.openAround(message);
    }
  }

  #do(work: Promise<unknown>): void {
    work.catch((error: unknown) => this.#own.events.failed(error));
  }
}
