/**
 * From the fold of a room to its rows in the view store. Collects what the fold changed, composes rows with names, and
 * writes them in order, one write at a time. Keeps at hand what the room list needs: the newest message and what is unread.
 */
import type { EntryId, IdentityId, RoomId } from '#shared/ids.ts';
import { monthOf, type Segment } from '#shared/ids.ts';
import { hlcOfOrder } from '#shared/entry/hlc.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { Change } from '#shared/ports/deviceStore.ts';
import { FLAGGED_MS } from '#shared/timeline/due.ts';
import type { Changes, Timeline } from '#shared/timeline/fold.ts';
import type { TimelineMessage, TimelineRow } from '#shared/timeline/rows.ts';
import type { Called } from './memberNames.ts';
import { Mutex } from './mutex.ts';
import type { Order, Slot, Way } from './messages/rows.ts';
import { plainName } from './plainName.ts';
import { rowOf } from './rowsOf.ts';
import { Unsettled } from './unsettled.ts';
import type { ViewStore } from './viewStore.ts';

export interface RoomViewParts {
  readonly room: RoomId;
  readonly me: IdentityId;
  readonly clock: Clock;
  /** With everything in it that has come. */
  readonly fold: Timeline;
  /** The same, with what was in it when it last settled: names do not wait for more. */
  readonly folded: Timeline;
  readonly view: ViewStore;
  /** What people are called by the charter: another map whenever that may have changed. */
  readonly called: () => ReadonlyMap<IdentityId, Called>;
  readonly deleting: (id: EntryId) => number | undefined;
  readonly wayOf: (slot: Slot) => Way | undefined;
  /** Messages in segments that are not open. */
  readonly closedCount: () => number;
  /** What is kept with rows that are being written: that they are, and what they show beside the fold. */
  readonly unviewed: () => readonly Change[];
  /** TIM-3: something has fallen due: the room is to be settled, for a delete may take it. */
  readonly due: () => void;
  /** Rows are in the store: summaries may follow. */
  readonly written: () => void;
}

/** Rows written at a time, the newest first. */
const ROWS_A_FLUSH = 500;
/** A screen or two, which is there at once, whatever else is to come. */
const ROWS_AT_ONCE = 100;

export class RoomView {
  readonly #parts: RoomViewParts;
  /** In the order in which they are to be written. */
  #put = new Map<Order, TimelineRow>();
  readonly #gone = new Set<Order>();
  readonly #unread = new Set<Order>();
  /** Own messages not known to be on the relay yet. */
  readonly #unsettled = new Unsettled();
  /** Messages whose rows say that their clock is far ahead, and what it said. */
  readonly #flagged = new Map<EntryId, number>();
  readonly #writing = new Mutex();
  /** As of the last time it settled. */
  #called: ReadonlyMap<IdentityId, Called> = new Map<IdentityId, Called>();
  #readUpTo: Order | undefined;
  #newest: TimelineMessage | undefined;
  /** The write that has not begun yet, if there is one. */
  #due: Promise<void> | undefined;
  /** Something was collected that no write has taken up yet. */
  #isNews = false;
  /** Of the newest rows that were collected last. */
  #newsWritten: Promise<void> = Promise.resolve();
  #stopDue: () => void = () => undefined;

  constructor(parts: RoomViewParts, readUpTo: Order | undefined) {
    this.#parts = parts;
    this.#readUpTo = readUpTo;
  }

  get unread(): number {
    return this.#unread.size;
  }

  get newest(): TimelineMessage | undefined {
    return this.#newest;
  }

  get readUpTo(): Order | undefined {
    return this.#readUpTo;
  }

  /** The oldest own messages the relay does not have, so many at most; `relayCount` says how far it has each writer. */
  waiting(relayCount: (slot: Slot) => number, most = Infinity): readonly TimelineMessage[] {
    return this.#unsettled.waiting(relayCount, most);
  }

  nameOf(identity: IdentityId, segment?: Segment): string {
    const { folded, called } = this.#parts;
    const other = called().get(identity);
    if (other?.counts) return plainName(other.name, 'Someone');
    const said =
      (segment && folded.profiles(segment).get(identity)?.name) ??
      folded.profiles().get(identity)?.name ??
      other?.name ??
      '';
    return plainName(said, 'Someone');
  }

  /** Folds in what came since the last time. `isViewed`: the store has these rows already, as they are. */
  settle(isViewed = false): void {
    const { fold, clock } = this.#parts;
    const changes = fold.take(clock.now());
    const calledAnew = this.#calledAnew();
    this.#note(changes);
    if (!isViewed) this.#collect({ ...changes, renamed: [...changes.renamed, ...calledAnew] });
    this.#unflag();
    this.#stopDue();
    const due = Math.min(fold.nextDue() ?? Infinity, ...[...this.#flagged.values()].map((at) => at - FLAGGED_MS));
    if (due < Infinity) this.#stopDue = clock.after(Math.max(0, due - clock.now()), () => this.#parts.due());
  }

  /** TIM-3: rows written as those of a clock far ahead, where it was this one that was behind. */
  #unflag(): void {
    const now = this.#parts.clock.now();
    for (const [id, at] of this.#flagged)
      if (at <= now + FLAGGED_MS) {
        this.#flagged.delete(id);
        this.touch(id);
      }
  }

  /**
   * Takes away rows of these months that an earlier run left and this fold does not have: it showed gaps where keys came just
   * before it ended, say.
   */
  async dropStrays(months: readonly Segment[]): Promise<void> {
    const { room, fold, view } = this.#parts;
    const stored = await view.orders(room);
    const folded = new Set(fold.rows().map(({ order }) => order));
    const isStray = (order: Order): boolean => !folded.has(order) && months.includes(monthOf(hlcOfOrder(order).ms));
    this.#collect({ put: [], gone: stored.filter(isStray), renamed: [] });
  }

  /** Writes the row of a message again: something outside the fold changed it (a held delete). */
  touch(id: EntryId): void {
    const row = this.#parts.fold.row(id);
    if (row) this.#collect({ put: [row], gone: [], renamed: [] });
  }

  /** True when this moved the mark. */
  read(upTo: Order): boolean {
    if (this.#readUpTo !== undefined && upTo <= this.#readUpTo) return false;
    this.#readUpTo = upTo;
    for (const order of this.#unread) if (order <= upTo) this.#unread.delete(order);
    return true;
  }

  /** Resolves when everything collected so far is in the store. */
  async flushed(): Promise<void> {
    do await this.#writing.run(() => this.#flush());
    while (this.#isUnwritten);
  }

  /** Resolves when the newest rows are in the store; older ones may be on their way there. */
  newestFlushed(): Promise<void> {
    return this.#newsWritten;
  }

  stop(): void {
    this.#stopDue();
  }

  #collect({ put, gone, renamed }: Changes): void {
    if (put.length + gone.length + renamed.length === 0) return;
    for (const order of gone) {
      this.#put.delete(order);
      this.#gone.add(order);
    }
    for (const row of put) this.#keep(row);
    if (renamed.length > 0) this.#rename(new Set(renamed));
    if (put.length + renamed.length > 0 && this.#put.size > ROWS_AT_ONCE) this.#put = newestFirst(this.#put);
    this.#isNews = true;
    this.#newsWritten = this.#flushSoon();
  }

  get #isUnwritten(): boolean {
    return this.#put.size + this.#gone.size > 0;
  }

  #flushSoon(): Promise<void> {
    return (this.#due ??= this.#writing.run(() => this.#flush()));
  }

  #keep(row: TimelineRow): void {
    this.#gone.delete(row.order);
    this.#put.set(row.order, row);
  }

  /** Whose name in the charter is not what it was, or counts now, or no longer: the fold knows nothing of it. */
  #calledAnew(): readonly IdentityId[] {
    const [before, now] = [this.#called, this.#parts.called()];
    this.#called = now;
    if (before === now) return [];
    const differs = (one: IdentityId): boolean =>
      before.get(one)?.name !== now.get(one)?.name || before.get(one)?.counts !== now.get(one)?.counts;
    return [...new Set([...before.keys(), ...now.keys()])].filter(differs);
  }

  /** Everything that shows one of these people is written again. */
  #rename(renamed: ReadonlySet<IdentityId>): void {
    for (const row of this.#parts.fold.rows())
      if (peopleOf(row).some((identity) => renamed.has(identity))) this.#keep(row);
  }

  async #flush(): Promise<void> {
    this.#due = undefined;
    if (!this.#isUnwritten) return;
    const most = this.#isNews ? ROWS_AT_ONCE : ROWS_A_FLUSH;
    this.#isNews = false;
    await this.#write(most);
    void this.#flushSoon();
    this.#parts.written();
  }

  #write(most: number): Promise<void> {
    const { room, me, clock, fold, view, deleting, wayOf, closedCount, unviewed } = this.#parts;
    const context = { me, now: clock.now(), deleting, wayOf, nameOf: (identity: IdentityId) => this.nameOf(identity) };
    const rows = [...this.#put.values()].slice(0, most);
    const put = rows.map((row) => rowOf(row, context));
    const gone = [...this.#gone];
    for (const { order } of rows) this.#put.delete(order);
    for (const row of put) if (row.kind === 'message' && row.ahead) this.#flagged.set(row.id, row.at);
    this.#gone.clear();
    return view.rows(room, put, gone, closedCount() + fold.count, unviewed());
  }

  #note({ put, gone }: Changes): void {
    for (const order of gone) {
      this.#unread.delete(order);
      this.#unsettled.delete(order);
    }
    for (const row of put) if (row.kind === 'message') this.#noteMessage(row);
    if (this.#newest && gone.includes(this.#newest.order)) this.#newest = this.#parts.fold.rows().findLast(isMessage);
  }

  #noteMessage(row: TimelineMessage): void {
    const isNews =
      row.author !== this.#parts.me && !row.deleted && (this.#readUpTo === undefined || row.order > this.#readUpTo);
    if (isNews) this.#unread.add(row.order);
    else this.#unread.delete(row.order);
    if (row.author === this.#parts.me) this.#unsettled.set(row);
    if (!this.#newest || row.order >= this.#newest.order) this.#newest = row;
  }
}

const newestFirst = (rows: ReadonlyMap<Order, TimelineRow>): Map<Order, TimelineRow> =>
  new Map([...rows].sort(([a], [b]) => (a > b ? -1 : 1)));

const isMessage = (row: TimelineRow): row is TimelineMessage => row.kind === 'message';

const peopleOf = (row: TimelineRow): readonly IdentityId[] =>
  row.kind === 'message'
    ? [row.author, ...(row.reply?.author ? [row.reply.author] : []), ...row.reactions.flatMap(({ by }) => by)]
    : [row.author];
