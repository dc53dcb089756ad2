/** The timeline of one room as a window reads it: a stretch of rows, what is new in it, and where to look. */
import { SvelteSet } from 'svelte/reactivity';
import type { EntryId, RoomId } from '#shared/ids.ts';
import type { Notice, ViewReader } from '../engine/messages/port.ts';
import type { MessageRow, Order, Page, Receipts } from '../engine/messages/rows.ts';
import { foldRuns } from './fold.ts';
import { layOut, type Item } from './layout.ts';
import { around, EMPTY, newest, PAGE_ROWS, trimmed, withNewer, withNews, withOlder, type Stretch } from './stretch.ts';
import { unchanged } from './unchanged.ts';

type News = Extract<Notice, { is: 'rows' }>;
type Where = Parameters<ViewReader['page']>[1];
type Fit = (held: Stretch, page: Page) => Stretch;

/** Where the screen is to go once the rows are drawn. */
export type Goal = { readonly to: 'end' } | { readonly to: 'line' } | { readonly to: 'row'; readonly order: Order };

/** Enough for a tall screen, read at once when a room is opened. */
const FIRST_ROWS = 60;

export class TimelineView {
  readonly room: RoomId;
  readonly #reader: ViewReader;
  #held = $state.raw<Stretch>(EMPTY);
  /** Rows after this one were new when the person came, or came while they looked elsewhere. */
  line = $state<Order | undefined>();
  goal = $state.raw<Goal | undefined>();
  /** New messages of others below, not looked at yet. */
  fresh = $state(0);
  receipts = $state.raw<Receipts | undefined>();
  offlineSince = $state<number | undefined>();
  readonly #open = new SvelteSet<string>();
  /** First row on screen: what to read around when everything changed. */
  eye: Order | undefined;
  /** The newest is on screen and the window is looked at. */
  attentive = true;
  #reading = false;
  /** The last of the reads that wait for each other, and how many do. */
  #turn: Promise<void> = Promise.resolve();
  #turns = 0;
  /** A read of everything on screen waits for its turn. */
  #stale = false;
  #missed: News[] = [];

  /** As last laid out. */
  #laid: readonly Item[] = [];
  readonly items: readonly Item[] = $derived.by(() => {
    const items = layOut(this.#held.rows, {
      before: this.#held.before,
      receipts: this.receipts,
      line: this.line,
      offlineSince: this.offlineSince,
      open: this.#open,
      atEnd: this.#held.atEnd,
    });
    return (this.#laid = unchanged(this.#laid, items));
  });

  constructor(room: RoomId, reader: ViewReader) {
    this.room = room;
    this.#reader = reader;
  }

  get total(): number {
    return this.#held.total;
  }
  get empty(): boolean {
    return this.#held.total === 0 && this.#held.rows.length === 0;
  }
  get atStart(): boolean {
    return this.#held.atStart;
  }
  get atEnd(): boolean {
    return this.#held.atEnd;
  }
  /** Messages after the last held row. */
  get after(): number {
    return this.#held.after;
  }
  /** ms UTC when the room was opened here. */
  readonly opened = Date.now();
  /** Time of the first message after the line, when it is held. */
  get lineAt(): number | undefined {
    return this.items.find((item) => item.is === 'unread')?.since;
  }

  async open(readUpTo: Order | undefined, unread: number): Promise<void> {
    await this.#readNewest(FIRST_ROWS);
    const last = this.#held.rows[this.#held.rows.length - 1]?.order;
    if (unread > 0 && readUpTo !== undefined && last !== undefined && last > readUpTo) this.line = readUpTo;
    this.goal = this.lineAt === undefined ? { to: 'end' } : { to: 'line' };
  }

  async older(): Promise<void> {
    const first = this.#held.rows[0]?.order;
    if (this.#turns > 0 || first === undefined || this.#held.atStart) return;
    await this.#read({ before: first }, PAGE_ROWS, (held, page) => withOlder(held, page, PAGE_ROWS));
  }

  async newer(): Promise<void> {
    const last = this.#held.rows[this.#held.rows.length - 1]?.order;
    if (this.#turns > 0 || last === undefined || this.#held.atEnd) return;
    await this.#read({ after: last }, PAGE_ROWS, (held, page) => withNewer(held, page, PAGE_ROWS));
  }

  async toNewest(): Promise<void> {
    if (!this.#held.atEnd) await this.#readNewest(FIRST_ROWS);
    this.fresh = 0;
    this.goal = { to: 'end' };
  }

  /** Brings a row on screen, also one far away or in a fold. */
  async toRow(order: Order): Promise<void> {
    const row = this.#held.rows.find((each) => each.order === order);
    if (row === undefined) await this.#read({ around: order }, FIRST_ROWS, (_, page) => around(page));
    this.#unfold(order);
    this.goal = { to: 'row', order };
  }

  async toLine(): Promise<void> {
    if (this.line !== undefined && this.lineAt === undefined)
      await this.#read({ around: this.line }, FIRST_ROWS, (_, page) => around(page));
    this.goal = { to: 'line' };
  }

  async toMessage(id: EntryId): Promise<void> {
    const row = await this.#reader.find(this.room, id);
    if (row !== undefined) await this.toRow(row.order);
  }

  unfold(run: string): void {
    this.#open.add(run);
  }

  /** Everything here has been read: the line goes. */
  clearLine(): void {
    this.line = undefined;
    this.fresh = 0;
  }

  isRow(order: string): boolean {
    return this.#held.rows.some((row) => row.order === order);
  }

  lastOwn(): MessageRow | undefined {
    return this.#held.rows.findLast(
      (row): row is MessageRow =>
        row.kind === 'message' && row.mine && row.deleted === undefined && row.deleting === undefined,
    );
  }

  message(id: EntryId): MessageRow | undefined {
    return this.#held.rows.find((row): row is MessageRow => row.kind === 'message' && row.id === id);
  }

  heard(news: News): void {
    if (this.#reading) this.#missed.push(news);
    this.#take(news);
  }

  /** Reads again around what is on screen. */
  async reread(): Promise<void> {
    if (this.#stale) return;
    this.#stale = true;
    await this.#inTurn(() => {
      this.#stale = false;
      const limit = Math.max(FIRST_ROWS, this.#held.rows.length);
      if (this.#held.atEnd || this.eye === undefined) return this.#readNow({}, limit, (_, page) => newest(page, limit));
      return this.#readNow({ around: this.eye }, FIRST_ROWS, (_, page) => around(page));
    });
  }

  #take(news: News): void {
    const last = this.#held.rows[this.#held.rows.length - 1]?.order ?? '';
    const added = news.put.filter((row) => row.kind === 'message' && row.order > last);
    const mine = added.some((row) => row.kind === 'message' && row.mine);
    const next = withNews(this.#held, news.put, news.gone, news.total);
    if (next === undefined) return void this.reread();
    this.#hold(trimmed(next, this.attentive ? 'end' : 'start'));
    if (mine) return this.#wrote();
    if (added.length === 0 || this.attentive) return;
    this.fresh += added.length;
    this.line ??= last === '' ? undefined : last;
  }

  /** What was drawn as messages is not folded away under the reader's eyes. */
  #hold(next: Stretch): void {
    const drawn = this.items.flatMap((item) => (item.is === 'message' ? [item.key] : []));
    this.#held = next;
    const folds = foldRuns(next.rows, this.#open);
    for (const order of drawn) if (folds.has(order)) this.#unfold(order);
  }

  /** Having written, the person looks at what they wrote. */
  #wrote(): void {
    this.clearLine();
    void this.toNewest();
  }

  #unfold(order: Order): void {
    let run: MessageRow | undefined;
    for (const row of this.#held.rows) {
      const strand = row.kind === 'message' ? row.strand : undefined;
      if (row.kind !== 'message' || strand === undefined) run = undefined;
      else if (strand !== run?.strand) run = row;
      if (row.order === order && run !== undefined) return this.unfold(run.order);
    }
  }

  async #readNewest(limit: number): Promise<void> {
    await this.#read({}, limit, (_, page) => newest(page, limit));
  }

  #read(at: Where, limit: number, fit: Fit): Promise<void> {
    return this.#inTurn(() => this.#readNow(at, limit, fit));
  }

  /** One read at a time, in the order of asking: what one finds is what the next begins with. */
  #inTurn(run: () => Promise<void>): Promise<void> {
    this.#turns++;
    const turn = this.#turn.then(run).finally(() => this.#turns--);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  /** News that came meanwhile are put on top of what was read. */
  async #readNow(at: Where, limit: number, fit: Fit): Promise<void> {
    this.#reading = true;
    try {
      const page = await this.#reader.page(this.room, at, limit);
      let held: Stretch | undefined = fit(this.#held, page);
      for (const news of this.#missed)
        held = held && withNews(held, news.put, news.gone, Math.max(news.total, page.total));
      if (held) this.#hold(held);
      else void this.reread();
    } finally {
      this.#reading = false;
      this.#missed = [];
    }
  }
}
