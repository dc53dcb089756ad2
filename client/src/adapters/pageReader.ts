import type { RoomId } from '#shared/ids.ts';
import { afterPrefix, type Span } from '#shared/ports/deviceStore.ts';
import type { Order, Page, Row } from '../engine/messages/rows.ts';
import { done, rangeOf, readSpan } from './indexeddbRange.ts';
import { messagesIn, RowPlaces, type Place } from './rowPlaces.ts';

/** New rows at the end are looked at up to this many to see whether they are all that came; beyond, places are counted anew. */
const TAIL = 500;

/**
 * Reads one page of a room in one transaction. Costs what the page holds, whatever the room holds: only a jump to a row that
 * was never handed out counts the keys behind it, once (gaps among them count as messages then).
 */
export class PageReader {
  /** To hand to the next reader. */
  readonly places: RowPlaces | undefined;
  readonly #rows: IDBObjectStore;
  /** Also holds where the merges stand. */
  readonly #marks: IDBObjectStore;
  readonly #room: RoomId;
  readonly #total: number;

  private constructor(transaction: IDBTransaction, room: RoomId, total: number, places: RowPlaces | undefined) {
    this.#rows = transaction.objectStore('rows');
    this.#marks = transaction.objectStore('places');
    this.#room = room;
    this.#total = total;
    this.places = places;
  }

  /** `transaction` spans rows, places and rooms. */
  static async open(transaction: IDBTransaction, room: RoomId, known: RowPlaces | undefined): Promise<PageReader> {
    const rows = transaction.objectStore('rows');
    const total = await done(transaction.objectStore('rooms').get(`total/${room}`) as IDBRequest<number | undefined>);
    return new PageReader(transaction, room, total ?? 0, await currentPlaces(rows, room, total ?? 0, known));
  }

  async page(at: { before?: Order; after?: Order; around?: Order }, limit: number): Promise<Page> {
    const { rows, after } = await this.#choose(at, limit);
    this.places?.note(rows, after);
    const before = Math.max(0, this.#total - after - messagesIn(rows));
    return { rows, before, after, total: before + messagesIn(rows) + after };
  }

  #choose(
    at: { before?: Order; after?: Order; around?: Order },
    limit: number,
  ): Promise<{ rows: Row[]; after: number }> {
    if (at.before !== undefined) return this.#upTo(at.before, limit);
    if (at.after !== undefined) return this.#onFrom(at.after, limit);
    return at.around === undefined ? this.#newest(limit) : this.#around(at.around, limit);
  }

  async #newest(limit: number): Promise<{ rows: Row[]; after: number }> {
    return { rows: await this.#backwards({}, limit), after: 0 };
  }

  async #upTo(order: Order, limit: number): Promise<{ rows: Row[]; after: number }> {
    const rows = await this.#backwards({ to: order }, limit);
    return { rows, after: (await this.#placeOf(order)).from };
  }

  async #onFrom(order: Order, limit: number): Promise<{ rows: Row[]; after: number }> {
    const rows = await readRows(this.#rows, this.#room, { from: next(order), limit });
    return { rows, after: Math.max(0, (await this.#placeOf(order)).after - messagesIn(rows)) };
  }

  async #around(order: Order, limit: number): Promise<{ rows: Row[]; after: number }> {
    const from = await readRows(this.#rows, this.#room, { from: order, limit: Math.ceil(limit / 2) });
    const before = await this.#backwards({ to: order }, limit - from.length);
    return { rows: [...before, ...from], after: Math.max(0, (await this.#placeOf(order)).from - messagesIn(from)) };
  }

  async #backwards(span: Span, limit: number): Promise<Row[]> {
    return (await readRows(this.#rows, this.#room, { ...span, limit, newest: true })).reverse();
  }

  async #placeOf(order: Order): Promise<Place> {
    const known = this.places?.of(order);
    if (known) return known;
    const [from, after] = await Promise.all([this.#messagesFrom(order), this.#messagesFrom(next(order))]);
    return { from, after };
  }

  async #messagesFrom(order: Order): Promise<number> {
    const [rows, merges] = await Promise.all([
      done(this.#rows.count(rangeIn(this.#room, { from: order }))),
      done(this.#marks.count(mergesIn(this.#room, order))),
    ]);
    return rows - merges;
  }
}

/** The places known if they still hold, brought up to what came at the end; else fresh ones. */
async function currentPlaces(
  rows: IDBObjectStore,
  room: RoomId,
  total: number,
  known: RowPlaces | undefined,
): Promise<RowPlaces | undefined> {
  if (known?.isOf(total)) return known;
  if (known?.grow(total, await readRows(rows, room, { from: next(known.newest), limit: TAIL }))) return known;
  const [newest] = await readRows(rows, room, { newest: true, limit: 1 });
  return newest && new RowPlaces(total, newest.order);
}

async function readRows(rows: IDBObjectStore, room: RoomId, { from = '', to, ...how }: Span): Promise<Row[]> {
  const span = { from: `${room}/${from}`, to: to === undefined ? afterPrefix(`${room}/`) : `${room}/${to}`, ...how };
  return (await readSpan(rows, span)).map(({ value }) => value as Row);
}

function rangeIn(room: RoomId, { from = '' }: Span): IDBKeyRange | undefined {
  return rangeOf(`${room}/${from}`, afterPrefix(`${room}/`)) ?? undefined;
}

/** Merges are noted under their order with a + before it, which no id begins with. */
const mergesIn = (room: RoomId, from: Order): IDBKeyRange | undefined =>
  rangeOf(`${room}/+${from}`, afterPrefix(`${room}/+`)) ?? undefined;

/** The first key after `order`. */
const next = (order: Order): Order => `${order}\0`;
