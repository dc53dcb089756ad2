import type { Order, Row } from '../engine/messages/rows.ts';

/** Messages of the room from a row to its end: with the row itself, and without. */
export interface Place {
  readonly from: number;
  readonly after: number;
}

/**
 * Where rows handed out stand, counted from the newest: so that going back through 100,000 messages counts none of them.
 * Holds for as long as rows only come at the end; when they came elsewhere it forgets.
 */
export class RowPlaces {
  readonly #places = new Map<Order, Place>();
  /** What came at the end since the places were noted. */
  #since = 0;
  #total: number;
  #newest: Order;

  constructor(total: number, newest: Order) {
    this.#total = total;
    this.#newest = newest;
  }

  get newest(): Order {
    return this.#newest;
  }

  /** True when the room has as many messages as when the places were noted. */
  isOf(total: number): boolean {
    return this.#total === total;
  }

  of(order: Order): Place | undefined {
    const place = this.#places.get(order);
    return place && { from: place.from + this.#since, after: place.after + this.#since };
  }

  /** Notes the rows of a page after which come `after` messages. */
  note(rows: readonly Row[], after: number): void {
    let behind = after - this.#since;
    for (const row of rows.toReversed()) {
      const from = behind + messagesIn([row]);
      this.#places.set(row.order, { from, after: behind });
      behind = from;
    }
  }

  /** `rows` are what stands behind the newest noted. False when they are not all that came: places are wrong then. */
  grow(total: number, rows: readonly Row[]): boolean {
    const came = messagesIn(rows);
    if (this.#total + came !== total) return false;
    this.#total = total;
    this.#since += came;
    this.#newest = rows.at(-1)?.order ?? this.#newest;
    return true;
  }
}

export const messagesIn = (rows: readonly Row[]): number => rows.filter(({ kind }) => kind === 'message').length;
