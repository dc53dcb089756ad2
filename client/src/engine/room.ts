/**
 * One room on this device: its charter and open months, guarded, folded and shown. Everything that changes it runs in turns,
 * so that no op is written from a state another is about to change.
 */
import type { InviteKeys } from '#shared/charter/invites.ts';
import type { Rank } from '#shared/charter/rank.ts';
import { actingIdentity, mayWriteAs, rankOf } from '#shared/charter/state.ts';
import { hlcOfOrder } from '#shared/entry/hlc.ts';
import { GrapevineError } from '#shared/errors.ts';
import {
  CHARTER,
  documentId,
  monthOf,
  segmentOf,
  type DeviceId,
  type EntryId,
  type EpochId,
  type IdentityId,
  type RoomId,
  type Segment,
  type DocumentId,
  type WriterId,
} from '#shared/ids.ts';
import type { ProvenFork } from '#shared/log/forkProof.ts';
import type { Compared, Given, HusksFrame, Payloads } from '#shared/wire/frames.ts';
import { writerId } from '#shared/log/writerId.ts';
import type { Change } from '#shared/ports/deviceStore.ts';
import type { TimelineOp } from '#shared/timeline/ops/timelineOp.ts';
import { Copies, type OwnWriter } from './copies.ts';
import type { Order, Receipts, Slot } from './messages/rows.ts';
import { MemberNames } from './memberNames.ts';
import { Mutex } from './mutex.ts';
import type { OpenDocument } from './openDocument.ts';
import type { OwnList } from './ownDoubts.ts';
import { RoomCharter } from './roomCharter.ts';
import { RoomHusks } from './roomHusks.ts';
import { RoomForks, type ForkFrame } from './roomForks.ts';
import { RoomIndex } from './roomIndex.ts';
import { RoomIntake } from './roomIntake.ts';
import { RoomLink } from './roomLink.ts';
import type { RoomParts } from './roomParts.ts';
import { RoomTimeline } from './roomTimeline.ts';
import { RoomUpkeep } from './roomUpkeep.ts';
import { RoomView } from './roomView.ts';
import type { Also } from './roomWriter.ts';
import { Ways } from './ways.ts';

const MONTHS_SHOWN = 2;
/** An entry of every member for each newcomer is too much where there are many of both. */
const MOST_GREETED = 50;

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
  readonly ways: Ways;
  /** Its person has left; what they wrote is still on its way out. */
  isLeaving = false;
  readonly #own: RoomParts<Room>;
  readonly #turns = new Mutex();
  readonly #upkeep: RoomUpkeep<Room>;
  readonly #intake: RoomIntake<Room>;
  readonly #opening = new Map<Segment, Promise<void>>();
  #isClosed = false;
  #opened: Promise<void> | undefined;

  constructor(id: RoomId, own: RoomParts<Room>, readUpTo?: Order) {
    const { parts, keys, events, outbox, relay, view, deleting } = own;
    this.id = id;
    this.#own = own;
    this.#upkeep = new RoomUpkeep<Room>(this, own);
    this.#intake = new RoomIntake<Room>(this, own, this.#upkeep);
    this.charter = new RoomCharter(id, parts, keys);
    this.names = new MemberNames(this.charter);
    this.forks = new RoomForks(this, parts.store, keys.device, (frame) => relay.say(frame));
    this.timeline = new RoomTimeline(id, parts, keys, this.charter, this.forks.book);
    this.index = new RoomIndex(id, parts.store);
    this.ways = new Ways(id, parts.store);
    const { charter, timeline } = this;
    this.husks = new RoomHusks({ parts, keys, outbox, relay, charter, timeline, due: () => this.#upkeep.tendSoon() });
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
      if (changes.length > 0) this.#upkeep.saveSoon();
      return [...changes, ...this.ways.unsaved()];
    };
    const { clock } = parts;
    const viewParts = {
      room: id,
      me: keys.identity,
      clock,
      get fold() {
        return timeline.fold;
      },
      folded: timeline.folded,
      view,
      called: () => this.names.all,
      deleting,
      wayOf: (slot: Slot) => this.ways.of(slot),
      closedCount,
      unviewed,
      due: () => this.#upkeep.settle(),
      written: changed,
    };
    this.view = new RoomView(viewParts, readUpTo);
  }

  // ---- opening ----

  /** Opens the charter and the newest month, once; the index must be loaded. */
  open(): Promise<void> {
    this.#opened ??= this.#open();
    return this.#opened;
  }

  /** This device is not in the room any more, as far as the charter here says. */
  get isOut(): boolean {
    return this.charter.isOpen && this.charter.isOut;
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
    this.#isClosed = true;
    this.#upkeep.stop();
    this.husks.stop();
    this.#intake.lateGrants.stop();
    this.view.stop();
    if (!this.#opened) return;
    await this.#opened;
    await this.#upkeep.save();
    this.#upkeep.close();
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
      this.#upkeep.settleSoon();
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

  /**
   * States this person's name: in the timeline, or in the charter where they may say nothing there. Who turns out not to be in, has
   * no key for it, or turns away, is introduced another time.
   */
  introduce(): Promise<void> {
    return this.turn(async () => {
      await this.openSegment(this.timeline.due);
      if (this.rank === undefined || !this.hasKey || this.#isClosed) return;
      if (this.mayWrite) await this.#write({ t: 'profile', name: this.ownName });
      else await this.names.say(this.#own.keys.identity, this.ownName, this.#own.parts.random);
    });
  }

  /** EPO-4: newcomers, who read from their joining on, do not know what this person is called. In a large room they learn it as people speak. */
  get isUnnamed(): boolean {
    const { members } = this.charter.charter.state();
    return members.size <= MOST_GREETED && this.mayWrite && !this.isLeaving && this.timeline.isUnnamed;
  }

  async #write(op: TimelineOp, also?: Also): Promise<EntryId> {
    this.#upkeep.settle();
    const entry = await this.timeline.write(op, { t: 'profile', name: this.ownName }, also);
    this.link.ask(entry.document);
    return entry.id;
  }

  /** Resolves when what a person sees first is in the view store: the newest rows, and what the room list says. */
  shown(): Promise<void> {
    this.#upkeep.show();
    return this.view.newestFlushed();
  }

  /** ENT-6: what another side, the relay if no other, says of orders, holes and payloads. */
  hearHusks(frame: HusksFrame | Payloads, talk = this.husks.relay): Promise<void> {
    return this.turn(async () => {
      await this.openSegment(frame.segment);
      await (frame.type === 'husks' ? this.husks.take(frame, talk) : this.husks.fill(frame));
      this.#upkeep.settle();
      this.#upkeep.saveSoon();
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

  /** Whose device this is. */
  get me(): IdentityId {
    return this.#own.keys.identity;
  }

  /** A key that this device may seal by. */
  get hasKey(): boolean {
    return this.charter.keyring.usable(this.charter.charter) !== undefined;
  }

  /** May this device say anything here? Readers may not, nor in a read-only room most others. */
  get mayWrite(): boolean {
    return mayWriteAs(this.charter.charter.state(), this.rank);
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
  save(): Promise<void> {
    return this.#upkeep.save();
  }

  /** All that was asked of a friend is here: made durable, and said to be, before anything else is done with it. */
  cameWhole(): Promise<void> {
    return this.#upkeep.cameWhole();
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
      if (await this.forks.grounds.take(frame, undefined)) this.#intake.dropUngrounded();
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
    this.#upkeep.settle();
    this.#upkeep.saveSoon();
    events.changed(this);
    return true;
  }

  // ---- inside ----

  async #open(): Promise<void> {
    const receipts = await this.#own.parts.store.get('receipts', this.id);
    if (receipts) this.copies.remember(this.id, receipts as Receipts);
    await this.charter.open(this.#own.outbox, this.#intake.quarantine, this.#intake.events(CHARTER), this.forks.book);
    this.link.add(this.charter.document);
    await this.charter.learn();
    this.timeline.rejudge();
    this.#intake.lateGrants.look();
    // What the room list says of the room is in its newest month.
    const newest = this.months.at(-1);
    if (newest) await this.#openOnce(newest);
    // What a crash left in the outbox may be flushed and acknowledged already: nothing else need happen here for it to go.
    if (this.#own.outbox.holds(this.id)) this.#upkeep.saveSoon();
  }

  async #openOnce(segment: Segment): Promise<void> {
    let opening = this.#opening.get(segment);
    if (!opening) this.#opening.set(segment, (opening = this.#openSegment(segment)));
    await opening;
  }

  async #openSegment(segment: Segment): Promise<void> {
    await this.husks.load(segment);
    await this.ways.load(segment);
    const { document } = await this.timeline.open(
      segment,
      this.#own.outbox,
      this.#intake.quarantine,
      this.#intake.events(segment),
    );
    this.ways.follow(segment);
    await this.#intake.stopAtCuts();
    this.husks.review();
    const isViewed = this.#upkeep.isViewed();
    this.#upkeep.show(isViewed);
    this.link.add(document);
    if (!isViewed) await this.view.dropStrays(this.timeline.segments.map((month) => month.segment));
  }

  /** Of this device's person. */
  get rank(): Rank | undefined {
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
      await this.#intake.grounded();
    }
    this.forks.tell();
    this.#own.events.forked(this);
    this.#upkeep.settle();
    this.#upkeep.saveSoon();
    this.#own.events.changed(this);
  }

  /** The charter says something else than before. */
  grounded(): Promise<void> {
    return this.#intake.grounded();
  }

  #mustBeIn(): void {
    if (!this.mayWrite)
      throw new GrapevineError('not-member', 'You are not in this room, or may only read it, so this was not sent.');
  }
}
