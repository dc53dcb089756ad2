/**
 * TIM-6: the timeline of a room, folded entry by entry. Whatever order entries arrive in (each writer's own in that of
 * its list), the rows are those of a fold from scratch.
 */
import type { Rank } from '#shared/charter/rank.ts';
import type { Hlc } from '#shared/entry/hlc.ts';
import { monthOf, type EntryId, type IdentityId, type RoomId, type Segment, type WriterId } from '#shared/ids.ts';
import type { Body } from './body.ts';
import { FLAGGED_MS } from './due.ts';
import { Books } from './fold/books.ts';
import { Calls } from './fold/calls.ts';
import { Gaps, gapRow } from './fold/gaps.ts';
import { unseenHeads } from './fold/heads.ts';
import { Inbox } from './fold/inbox.ts';
import { mergeRow } from './fold/join.ts';
import type { Node } from './fold/node.ts';
import { type Known, Profiles } from './fold/profiles.ts';
import { SegmentFold } from './fold/segmentFold.ts';
import { Shown } from './fold/shown.ts';
import { Subjects } from './fold/subjects.ts';
import type { Item } from './item.ts';
import type { Effects } from './ops/opKind.ts';
import { isKnown, takeEffect } from './ops/timelineOp.ts';
import { prefixOf } from './prefix.ts';
import type { Order, TimelineRow } from './rows.ts';

/** How the rows differ from those of the last `take`. */
export interface Changes {
  readonly put: readonly TimelineRow[];
  /** Order keys at which there is no row any more. */
  readonly gone: readonly Order[];
  /** Whose profile changed: rows naming them are to be named anew. */
  readonly renamed: readonly IdentityId[];
}

/** TIM-3: an entry not shown because its clock is ahead. */
export interface Held {
  readonly id: EntryId;
  readonly identity: IdentityId;
  /** ms UTC, as its clock has it. */
  readonly at: number;
  /** More than a day ahead: that clock is wrong. */
  readonly flagged: boolean;
}

/** A message that entries delete, with effect or without: from its author, or from a moderator and above. */
export interface Doomed {
  readonly id: EntryId;
  /** Absent as long as it is not here, or does not open. */
  readonly message: Item | undefined;
  readonly edits: readonly Item[];
  /** In order. */
  readonly deletes: readonly Item[];
}

export class Timeline {
  readonly room: RoomId;
  /** Everything it was given that counts. */
  readonly #items = new Map<EntryId, Item>();
  /** As they last were: what of them was deleted meanwhile stays so when they count again. */
  readonly #withdrawn = new Map<EntryId, Item>();
  #segments = new Map<Segment, SegmentFold>();
  #nodes = new Map<EntryId, Node | 'void'>();
  #inbox = new Inbox();
  #opened = new Set<Node>();
  #subjects = new Subjects();
  #profiles = new Profiles();
  #books = new Books();
  #calls = new Calls();
  #gaps = new Gaps();
  #shown = new Shown();
  #latest: Node | undefined;
  /** Something in the fold is not what it was: it is made anew. */
  #isStale = false;

  constructor(room: RoomId) {
    this.room = room;
  }

  /** Takes effect at the next `take` at which it is due. Items of one writer come in the order of its list. */
  add(item: Item): void {
    if (this.#items.has(item.id)) return;
    this.#items.set(item.id, item);
    if (this.#withdrawn.delete(item.id)) this.#isStale = true;
    else this.#take(item);
  }

  /** What was withdrawn counts again, at this rank; false when it was not. */
  restore(id: EntryId, rank: Rank): boolean {
    const item = this.#withdrawn.get(id);
    if (item) this.add({ ...item, rank });
    return item !== undefined;
  }

  /**
   * Items that came before stand as these from now on (a payload went, or came back), at the next `take`. An op need not know
   * how it is undone: what is in the fold already makes it be folded anew, which is rare and costs as much as opening.
   */
  replace(items: readonly Item[]): void {
    for (const item of items) {
      if (!this.#items.has(item.id)) continue;
      this.#items.set(item.id, item);
      this.#isStale = true;
    }
  }

  /** Entries that turned out not to count (a proven fork, a cut), gone at the next `take`; `restore` brings them back. */
  withdraw(ids: readonly EntryId[]): void {
    for (const id of ids) {
      const item = this.#items.get(id);
      if (!item) continue;
      this.#items.delete(id);
      this.#withdrawn.set(id, item);
      this.#isStale = true;
    }
  }

  /** What an entry that counts was given as. */
  item(id: EntryId): Item | undefined {
    return this.#items.get(id);
  }

  /** The same, or was given as before it was withdrawn. */
  known(id: EntryId): Item | undefined {
    return this.#items.get(id) ?? this.#withdrawn.get(id);
  }

  #take(item: Item): void {
    // A month that is not its document's: void (TIM-2).
    const node =
      monthOf(item.hlc.ms) === item.segment
        ? this.#segment(item.segment).ancestry.writerOf(item).next(item)
        : undefined;
    this.#nodes.set(item.id, node ?? 'void');
    if (node) this.#inbox.put(node);
  }

  /** The body of an entry added without one. */
  open(id: EntryId, body: Body): void {
    const item = this.known(id);
    if (!item || item.body) return;
    const opened = { ...item, body };
    (this.#items.has(id) ? this.#items : this.#withdrawn).set(id, opened);
    const node = this.#nodes.get(id);
    if (!node || node === 'void' || item.husk) return;
    node.item = opened;
    node.body = body;
    if (node.isPlaced) this.#opened.add(node);
  }

  /** Folds in what was added, as far as it is due at `now` (ms UTC), and says what changed since the last time. */
  take(now: number): Changes {
    if (this.#isStale) return this.#foldAnew(now);
    this.#fold(now);
    const renamed = [...this.#profiles.touched].sort();
    this.#profiles.touched.clear();
    return { ...this.#shown.takeChanges(), renamed };
  }

  #fold(now: number): void {
    for (const node of this.#inbox.due(now)) this.#place(node);
    for (const node of this.#opened) this.#unfold(node);
    this.#opened.clear();
    for (const segment of this.#segments.values()) segment.settle();
    this.#show();
  }

  #foldAnew(now: number): Changes {
    const [shown, profiles] = [this.#shown, this.#profiles];
    this.#isStale = false;
    this.#segments = new Map();
    this.#nodes = new Map();
    this.#inbox = new Inbox();
    this.#opened = new Set();
    this.#subjects = new Subjects();
    this.#profiles = new Profiles();
    this.#books = new Books();
    this.#calls = new Calls();
    this.#gaps = new Gaps();
    this.#shown = new Shown(shown.made);
    this.#latest = undefined;
    // What was withdrawn and came back stands behind what follows it.
    for (const item of [...this.#items.values()].sort((a, b) => a.seq - b.seq)) this.#take(item);
    this.#fold(now);
    this.#shown.compare(shown);
    const renamed = this.#profiles.differing(profiles);
    this.#profiles.touched.clear();
    return { ...this.#shown.takeChanges(), renamed };
  }

  /** ms UTC at which another `take` will show something held until then. */
  nextDue(): number | undefined {
    return this.#inbox.nextDue();
  }

  /** Is all that has come due at `now` (ms UTC)? */
  isDueWhole(now: number): boolean {
    return this.#inbox.isFree(now);
  }

  /** What is not shown yet at `now` (ms UTC), earliest first. */
  held(now: number): Held[] {
    return this.#inbox.held.map(({ id, identity, at }) => ({ id, identity, at, flagged: at > now + FLAGGED_MS }));
  }

  rows(): TimelineRow[] {
    return this.#shown.inOrder();
  }

  /** The row of a message or, as long as it does not open, of the gap it begins. */
  row(id: EntryId): TimelineRow | undefined {
    const node = this.#nodes.get(id);
    return node && node !== 'void' ? this.#shown.at(node.order) : undefined;
  }

  /** Messages in the fold, deleted ones included. */
  get count(): number {
    return this.#subjects.count();
  }

  /** The same, of one segment. */
  countOf(segment: Segment): number {
    return this.#subjects.count(segment);
  }

  /** ENT-6: every message that is deleted, with what of it is still here. */
  *doomed(): Generator<Doomed> {
    for (const { id, deletes, node } of this.#subjects.doomed)
      // A message may lie ahead of a clock that was put right, and its delete not.
      yield {
        id,
        message: node?.item ?? this.#items.get(id),
        edits: this.edits(id),
        deletes: deletes.map(({ item }) => item),
      };
  }

  /** Entries that change a message, from its author. */
  edits(id: EntryId): readonly Item[] {
    const subject = this.#subjects.find(id);
    const edits = subject?.node ? (subject.edits.get(subject.node.identity) ?? []) : [];
    return edits.map(({ by }) => by.item);
  }

  /** Messages that ops wait for: load the segments they are in (TIM-4). */
  get absent(): ReadonlySet<EntryId> {
    return this.#subjects.absent;
  }

  /** The newest name and picture of everyone, in all that is loaded or in one segment. */
  profiles(segment?: Segment): ReadonlyMap<IdentityId, Known> {
    return this.#profiles.of(segment);
  }

  /** What somebody keeps for themselves here, by name, in all that is loaded. */
  kept(identity: IdentityId): ReadonlyMap<string, Uint8Array> {
    return this.#books.of(identity);
  }

  /** Who calls somebody into a conversation of two, in all that is loaded. */
  get calls(): Pick<Calls, 'all' | 'size'> {
    return this.#calls;
  }

  /** What this writer is to cite in its next entry (TIM-1): prefixes, at most 8. */
  seenFor(writer: WriterId, segment: Segment): Uint8Array[] {
    const ancestry = this.#segments.get(segment)?.ancestry;
    if (!ancestry) return [];
    return unseenHeads(ancestry.known(writer), ancestry.writers).map(({ id }) => prefixOf(id));
  }

  /** The latest time folded in: what this device's next entry must be later than. */
  get latest(): Hlc | undefined {
    return this.#latest?.item.hlc;
  }

  /** Entries judged for lateness and rows made so far: what the fold's cost is counted by. */
  get work(): { readonly judged: number; readonly rows: number } {
    const judged = [...this.#segments.values()].reduce((sum, segment) => sum + segment.judged, 0);
    return { judged, rows: this.#shown.made };
  }

  #place(node: Node): void {
    this.#segment(node.segment).place(node);
    if (!this.#latest || node.order > this.#latest.order) this.#latest = node;
    if (node.isMessage) this.#gaps.message(node);
    if (!node.body && !node.item.husk) this.#gaps.closed(node);
    this.#apply(node);
  }

  #unfold(node: Node): void {
    this.#segment(node.segment).open(node);
    this.#gaps.opened(node);
    this.#apply(node);
  }

  #apply(node: Node): void {
    if (node.item.husk?.was === 'message') this.#subjects.husk(node);
    const op = node.body?.op;
    if (op && isKnown(op)) takeEffect(op, node, this.#effects);
  }

  readonly #effects: Effects<Node> = {
    message: (by, version, reply) => this.#subjects.message(by, version, reply),
    edit: (target, by, version) => this.#subjects.edit(target, by, version),
    delete: (target, by) => this.#subjects.delete(target, by),
    react: (target, by, emoji, on) => this.#subjects.react(target, by, emoji, on),
    profile: (by, profile) => this.#profiles.put(by, profile),
    keep: (by, key, value) => this.#books.put(by, key, value),
    call: (by, boxes) => this.#calls.put(by, boxes),
  };

  /** Rows that go, go first: another may have taken their place. */
  #show(): void {
    const strands = [...this.#segments.values()].map((segment) => segment.strands);
    const cards = strands.flatMap(({ touched }) => [...touched]);
    const gaps = [...this.#gaps.touched];
    for (const node of strands.flatMap(({ moved }) => [...moved])) this.#subjects.touch(node);
    for (const { shown } of [...cards, ...gaps]) if (shown !== undefined) this.#shown.drop(shown);
    for (const gap of gaps) gap.shown = this.#shown.put(gapRow(gap));
    for (const strand of cards) strand.shown = this.#shown.put(mergeRow(strand));
    for (const subject of this.#subjects.touched) this.#shown.put(subject.row(this.#strandOf(subject.node)));
    for (const { touched, moved } of strands) {
      touched.clear();
      moved.clear();
    }
    this.#gaps.touched.clear();
    this.#subjects.touched.clear();
  }

  #strandOf(node: Node | undefined): string | undefined {
    return node && this.#segment(node.segment).strands.of(node)?.key;
  }

  #segment(segment: Segment): SegmentFold {
    const known = this.#segments.get(segment);
    if (known) return known;
    const fresh = new SegmentFold();
    this.#segments.set(segment, fresh);
    return fresh;
  }
}
