/** A room's timeline on this device: the segments that are open, the fold over them, and writing to them. */
import type { Entry } from '#shared/entry/entry.ts';
import { readHeader } from '#shared/entry/header.ts';
import { compareHlc, hlcOfOrder, idOfOrder, tick, type Hlc } from '#shared/entry/hlc.ts';
import { openBody } from '#shared/entry/open.ts';
import { parseEntry } from '#shared/entry/parse.ts';
import { sealBody } from '#shared/entry/seal.ts';
import { GrapevineError } from '#shared/errors.ts';
import {
  beginningOf,
  documentId,
  monthOf,
  segmentOf,
  type DeviceId,
  type EntryId,
  type EpochId,
  type IdentityId,
  type RoomId,
  type Segment,
  type WriterId,
} from '#shared/ids.ts';
import type { ForkBook } from '#shared/log/forkBook.ts';
import type { Quarantine } from '#shared/log/quarantine.ts';
import { reachesFurther } from '#shared/charter/countsMore.ts';
import { countedRank } from '#shared/charter/countedRank.ts';
import type { Rank } from '#shared/charter/rank.ts';
import { mayWriteAs, type Lowering } from '#shared/charter/state.ts';
import { encodeBody, readBody, type Body } from '#shared/timeline/body.ts';
import { isDue } from '#shared/timeline/due.ts';
import { Timeline } from '#shared/timeline/fold.ts';
import type { Item } from '#shared/timeline/item.ts';
import { isKnown, type TimelineOp } from '#shared/timeline/ops/timelineOp.ts';
import { reaches } from './epochReach.ts';
import { EpochWear } from './epochWear.ts';
import type { Keys } from './keys.ts';
import { OpenDocument, type DocumentEvents } from './openDocument.ts';
import type { Outbox } from './outbox.ts';
import type { Parts } from './parts.ts';
import type { RoomCharter } from './roomCharter.ts';
import { ensureEpoch } from './roomKeys.ts';
import { type Also, RoomWriter } from './roomWriter.ts';

/** One month of the room, open. */
export interface OpenSegment {
  readonly segment: Segment;
  readonly document: OpenDocument;
  readonly writer: RoomWriter;
}

const NONE: readonly Lowering[] = [];

/** What the charter says of somebody, as far as what they wrote hangs on it. */
interface Standing {
  readonly lowerings: readonly Lowering[];
  readonly devices: readonly DeviceId[] | undefined;
}

/** Most charter heads an entry's header may state (ENT). */
const MAX_HEADS = 8;
const IV_BYTES = 24;

export class RoomTimeline {
  readonly room: RoomId;
  readonly wear: EpochWear;
  readonly #parts: Parts;
  readonly #keys: Keys;
  readonly #charter: RoomCharter;
  readonly #forks: ForkBook;
  readonly #segments = new Map<Segment, OpenSegment>();
  /** Entries whose epoch key is not here yet. */
  readonly #sealed = new Map<EntryId, Entry>();
  readonly #fold: Timeline;
  /**
   * Came, and nobody has asked yet what they say: taking in is not kept waiting by opening, and a friend's ten thousand entries
   * are here, checked and durable, before the first of them is opened.
   */
  #unopened: Entry[] = [];
  readonly #expiring = new Map<EntryId, number>();
  readonly #authored = new Map<IdentityId, Entry[]>();
  /** By what what is in the fold was judged. */
  readonly #judged = new Map<IdentityId, Standing>();
  /** The charter's heads at that time. */
  #judgedAt: readonly EntryId[] = [];
  #seen: Hlc | undefined;

  constructor(room: RoomId, parts: Parts, keys: Keys, charter: RoomCharter, forks: ForkBook) {
    this.room = room;
    this.#fold = new Timeline(room);
    this.wear = new EpochWear(room, keys.device);
    this.#parts = parts;
    this.#keys = keys;
    this.#charter = charter;
    this.#forks = forks;
  }

  /** With everything in it that has come. */
  get fold(): Timeline {
    this.#open();
    return this.#fold;
  }

  /** As it was when somebody last asked for what had come by then: nothing is opened for it. */
  get folded(): Timeline {
    return this.#fold;
  }

  /** ENT-6: own messages that are to go, and when, ms UTC. */
  get expiring(): ReadonlyMap<EntryId, number> {
    this.#open();
    return this.#expiring;
  }

  get segments(): readonly OpenSegment[] {
    return [...this.#segments.values()];
  }

  segment(segment: Segment): OpenSegment | undefined {
    return this.#segments.get(segment);
  }

  async open(segment: Segment, outbox: Outbox, quarantine: Quarantine, events: DocumentEvents): Promise<OpenSegment> {
    const entries: DocumentEvents['entries'] = (taken, from, peer) => {
      const now = this.#now;
      for (const entry of taken) {
        this.wear.sealed(segment, entry);
        this.#see(entry, now);
        this.#unopened.push(entry);
      }
      events.entries(taken, from, peer);
    };
    const id = documentId(this.room, segment);
    const { documents } = this.#parts;
    const forks = this.#forks.counts(id);
    const own = { ...events, entries };
    const document = await OpenDocument.open(id, documents, this.#charter.judge, quarantine, own, forks);
    const writer = new RoomWriter(document, outbox, this.#keys);
    const open = { segment, document, writer };
    this.#segments.set(segment, open);
    await writer.recover();
    return open;
  }

  async close(segment: Segment): Promise<void> {
    const open = this.#segments.get(segment);
    this.#segments.delete(segment);
    this.wear.closed(segment);
    await open?.document.close();
  }

  /** The month a message written now belongs to. */
  get due(): Segment {
    return monthOf(this.#next().ms);
  }

  /** Writes an op into the segment of its time, which must be open: the profile first where it is not stated yet (TIM-7). */
  async write(op: TimelineOp, profile: TimelineOp & { t: 'profile' }, also?: Also): Promise<Entry> {
    const hlc = this.#next();
    const open = this.#segments.get(monthOf(hlc.ms));
    if (!open) throw new TypeError('the segment of this time is not open');
    open.writer.passStops();
    open.writer.passAhead(hlc);
    if (!this.#isStated(open, profile.name) && op.t !== 'profile') {
      await this.#append(open, profile, this.#nextOf(open));
      return this.#append(open, op, this.#nextOf(open), also);
    }
    return this.#append(open, op, this.#nextOf(open), also);
  }

  /** TIM-7, EPO-4: the name stands in this month, and whoever came since can open it. */
  #isStated(open: OpenSegment, name: string): boolean {
    const stated = this.fold.profiles(open.segment).get(this.#keys.identity);
    return !open.writer.isNew && stated?.name === name && this.#isOpenToAll(open, idOfOrder(stated.order));
  }

  /** EPO-4: somebody came since this person said their name, and cannot open what was said before. */
  get isUnnamed(): boolean {
    const stated = this.fold.profiles().get(this.#keys.identity);
    if (!stated) return false;
    const open = this.#segments.get(monthOf(hlcOfOrder(stated.order).ms));
    return open !== undefined && !this.#isOpenToAll(open, idOfOrder(stated.order));
  }

  #isOpenToAll({ document }: OpenSegment, id: EntryId): boolean {
    const state = this.#charter.charter.state();
    if (state.policies.history === 'all') return true;
    const usable = this.#charter.keyring.usable(this.#charter.charter);
    const item = this.fold.known(id);
    const epoch = item && epochAt(document, item);
    return !usable || !epoch || reaches(state, usable.epoch, epoch);
  }

  /**
   * The charter grew: what people wrote whom it lowers now, or no longer, or up to elsewhere, or who never were in, is judged
   * again (CHA-5). True where more of it counts than before: what was refused then may be had now.
   */
  rejudge(): boolean {
    this.#open();
    const { charter } = this.#charter;
    const state = charter.state();
    const before = this.#judgedAt;
    this.#judgedAt = charter.heads(Infinity);
    const wasHere = (op: EntryId): boolean => charter.descends(before, [op]);
    let isMore = false;
    for (const identity of new Set([...state.lowerings.keys(), ...this.#authored.keys()])) {
      const standing = { lowerings: state.lowerings.get(identity) ?? NONE, devices: state.devicesOf.get(identity) };
      const judged = this.#judged.get(identity);
      if (judged && judged.lowerings === standing.lowerings && judged.devices === standing.devices) continue;
      this.#judged.set(identity, standing);
      isMore ||= reachesFurther(judged?.lowerings ?? [], standing.lowerings, wasHere);
      for (const entry of this.#authored.get(identity) ?? []) this.#rejudge(entry);
    }
    return isMore;
  }

  /** What somebody wrote in the open months, whether it counts or not. */
  authoredBy(identity: IdentityId): readonly Entry[] {
    this.#open();
    return this.#authored.get(identity) ?? [];
  }

  /** Keys came: opens what did not open before. */
  reopen(): void {
    this.#open();
    for (const [id, entry] of this.#sealed) {
      const body = this.bodyOf(entry);
      if (!body) continue;
      this.#sealed.delete(id);
      this.fold.open(id, body);
    }
  }

  /** ENT-6: a hole was filled; what it says is read from the document. */
  filled(segment: Segment, id: EntryId): void {
    const document = this.#segments.get(segment)?.document;
    const item = this.fold.known(id);
    const bytes = item && document?.entry(item.writer, item.seq);
    const read = bytes && parseEntry(bytes);
    if (!document || !item || !bytes || !read?.ok) return;
    const { header, payload, signature } = read.value;
    const epoch = epochAt(document, item);
    const { writer, seq, device, previous } = item;
    const entry: Entry = {
      document: document.id,
      writer,
      seq,
      id,
      ...(previous ? { previous } : {}),
      header,
      payload,
      signature,
      bytes,
      device,
      heads: [],
      ...(epoch ? { epoch } : {}),
    };
    const body = this.bodyOf(entry);
    if (body) this.fold.open(id, body);
    else this.#sealed.set(id, entry);
  }

  /** Entries of a segment that counted and no longer do go out of the fold. */
  withdraw(segment: Segment): void {
    const entries = this.#segments.get(segment)?.document.entries() ?? [];
    this.#forget(new Set(entries.flatMap((entry) => (entry.void ? [entry.id] : []))));
  }

  /**
   * LOG-9: what of an own list nobody else has, from this slot on, is said again as the next list, one by one, each gone from the
   * outbox as it comes there anew; then it is taken back.
   */
  async sayAgain(segment: Segment, writer: WriterId, from: number, outbox: Outbox, profile: Profiling): Promise<void> {
    const open = this.#segments.get(segment);
    if (!open) return;
    const { document } = open;
    const taken = document.entries().filter((entry) => entry.writer === writer && entry.seq >= from);
    if (open.writer.writer === writer && !open.writer.beginAnother()) return;
    const anew = new Map<string, EntryId>();
    for (const entry of taken) {
      const op = this.bodyOf(entry)?.op;
      if (!op || !isKnown(op) || op.t === 'profile' || !outbox.isKept(document.id, entry)) continue;
      const made = await this.write(renamed(op, anew), profile, () => [outbox.letGo(document.id, entry)]);
      anew.set(entry.id, made.id);
    }
    await this.#parts.store.write(taken.map((entry) => outbox.letGo(document.id, entry)));
    document.drop(writer, from);
    await document.rewritten();
    this.#forget(new Set(taken.map(({ id }) => id)));
  }

  #forget(gone: ReadonlySet<EntryId>): void {
    if (gone.size === 0) return;
    this.#open();
    for (const id of gone) this.#sealed.delete(id);
    for (const [identity, authored] of this.#authored)
      this.#authored.set(
        identity,
        authored.filter(({ id }) => !gone.has(id)),
      );
    this.fold.withdraw([...gone]);
  }

  async #append(open: OpenSegment, op: TimelineOp, hlc: Hlc, also?: Also): Promise<Entry> {
    const { random, clock } = this.#parts;
    await ensureEpoch(this.#charter, random, (epoch) => this.wear.isWorn(epoch, clock.now()));
    const { keyring, charter } = this.#charter;
    // Key and heads of one moment: what comes while the heads are made durable is concurrent with this entry.
    const epoch = keyring.usable(charter);
    if (!epoch)
      throw new GrapevineError(
        'no-key',
        'This device has no key for the room yet. It comes as soon as a member who has it is online.',
      );
    const heads = this.#headsAfter(open.writer, await this.#charter.heads(MAX_HEADS));
    const body = encodeBody(op, this.fold.seenFor(open.writer.writer, open.segment));
    const iv = random.bytes(IV_BYTES);
    const stating = { hlc, heads, epoch: epoch.epoch };
    return open.writer.append(stating, (slot) => sealBody(epoch.key, slot, body, iv), also);
  }

  /** ENT-4: heads never go back. Of a branch that has turned out void (LOG-8a), those the list has stated are stated on. */
  #headsAfter({ stated }: RoomWriter, newest: readonly EntryId[]): EntryId[] {
    const { charter } = this.#charter;
    const left = stated.filter((head) => !charter.descends(newest, [head]));
    return [...newest.slice(0, MAX_HEADS - left.length), ...left];
  }

  #next(): Hlc {
    const now = this.#now;
    return tick(this.#seenBy(now), now);
  }

  /** ms UTC, and never before the room's first month: whose clock is behind that of its founder can say nothing there (DOC-1). */
  get #now(): number {
    const { month } = this.#charter.charter.state();
    return Math.max(this.#parts.clock.now(), month === undefined ? 0 : beginningOf(month));
  }

  /** TIM-3: a clock that runs ahead is not followed, this device's own neither, once that was put right. */
  #seenBy(now: number): Hlc | undefined {
    return this.#seen && isDue(this.#seen.ms, now) ? this.#seen : undefined;
  }

  /** TIM-2: after the last of the list, where no other could be begun, and in its month, which may end between two entries. */
  #nextOf({ segment, writer: { last } }: OpenSegment): Hlc {
    const next = this.#next();
    return last && (compareHlc(last, next) >= 0 || monthOf(next.ms) !== segment) ? tick(last, 0) : next;
  }

  #see({ header: { hlc } }: Entry, now: number): void {
    const seen = this.#seenBy(now);
    if (isDue(hlc.ms, now) && (!seen || compareHlc(hlc, seen) > 0)) this.#seen = hlc;
  }

  #open(): void {
    if (this.#unopened.length === 0) return;
    const entries = this.#unopened;
    this.#unopened = [];
    for (const entry of entries) this.#add(entry);
  }

  #add(entry: Entry): void {
    if (entry.void) return;
    const counted = this.#counted(entry);
    if (!counted) return;
    const { identity, rank } = counted;
    const others = this.#authored.get(identity);
    if (others) others.push(entry);
    else this.#authored.set(identity, [entry]);
    if (rank) this.#fold.add(this.#itemOf(entry, identity, rank));
  }

  /** Whose entry it is, and what it counts as: `rank` undefined when cuts leave too little of it (CHA-5). */
  #counted(entry: Entry): { identity: IdentityId; rank: Rank | undefined } | undefined {
    const { charter } = this.#charter;
    const counted = countedRank(charter, entry);
    if (!counted) return undefined;
    const { identity, rank } = counted;
    return { identity, rank: mayWriteAs(charter.stateAt(entry.heads), rank) ? rank : undefined };
  }

  #rejudge(entry: Entry): void {
    const counted = this.#counted(entry);
    const known = this.fold.item(entry.id);
    if (!counted?.rank) return this.fold.withdraw([entry.id]);
    if (!known) {
      if (!this.fold.restore(entry.id, counted.rank))
        this.fold.add(this.#itemOf(entry, counted.identity, counted.rank));
    } else if (known.rank !== counted.rank) this.fold.replace([{ ...known, rank: counted.rank }]);
  }

  #itemOf(entry: Entry, identity: IdentityId, rank: Rank): Item {
    const body = this.bodyOf(entry);
    if (!body && !entry.header.husk) this.#sealed.set(entry.id, entry);
    if (body?.op.t === 'message' && identity === this.#keys.identity) this.#noteExpiry(entry.id, body.op);
    const { id, writer, seq, device, previous } = entry;
    return {
      id,
      writer,
      seq,
      segment: segmentOf(entry.document),
      device,
      identity,
      rank,
      hlc: entry.header.hlc,
      ...(previous ? { previous } : {}),
      ...(body ? { body } : {}),
    };
  }

  #noteExpiry(id: EntryId, op: Body['op']): void {
    if ('expires' in op) this.#expiring.set(id, op.expires);
  }

  /** What an entry says, where its key is here. */
  bodyOf(entry: Entry): Body | undefined {
    const key = entry.epoch && this.#charter.keyring.key(entry.epoch);
    const opened = key && openBody(key, entry);
    const body = opened?.ok ? readBody(opened.value) : undefined;
    return body?.ok ? body.value : undefined;
  }
}

/** The epoch in force at an entry: the last its list stated up to there. */
function epochAt(document: OpenDocument, { writer, seq }: Item): EpochId | undefined {
  for (let at = seq; at >= 0; at--) {
    const bytes = document.entry(writer, at);
    const read = bytes && readHeader(bytes);
    if (read && 'header' in read && read.header.epoch) return read.header.epoch;
  }
  return undefined;
}

type Profiling = TimelineOp & { readonly t: 'profile' };

/** The op, with the new ids of what it speaks of. */
function renamed<Op extends TimelineOp>(op: Op, ids: ReadonlyMap<string, EntryId>): Op {
  const fields = Object.entries(op).map(([name, value]: [string, unknown]) => [
    name,
    typeof value === 'string' && name !== 'text' ? (ids.get(value) ?? value) : value,
  ]);
  return Object.fromEntries(fields) as Op;
}
