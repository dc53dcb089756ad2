/** Own messages that the relay may not have, by where they stand. However many wait, only those asked for are looked at. */
import type { TimelineMessage } from '#shared/timeline/rows.ts';
import type { Order, Slot } from './messages/rows.ts';

export class Unsettled {
  #rows = new Map<Order, TimelineMessage>();
  #last: Order | undefined;
  #isInOrder = true;

  set(row: TimelineMessage): void {
    if (this.#last !== undefined && row.order < this.#last && !this.#rows.has(row.order)) this.#isInOrder = false;
    if (this.#last === undefined || row.order > this.#last) this.#last = row.order;
    this.#rows.set(row.order, row);
  }

  delete(order: Order): void {
    this.#rows.delete(order);
  }

  /** The oldest that the relay does not have, so many at most; `relayCount` says how far it has each writer. */
  waiting(relayCount: (slot: Slot) => number, most: number): readonly TimelineMessage[] {
    this.#order();
    const waiting: TimelineMessage[] = [];
    for (const [order, row] of this.#rows) {
      if (waiting.length === most) break;
      if (row.slot.seq < relayCount(row.slot)) this.#rows.delete(order);
      else waiting.push(row);
    }
    return waiting;
  }

  #order(): void {
    if (!this.#isInOrder) this.#rows = new Map([...this.#rows].sort(([a], [b]) => (a < b ? -1 : 1)));
    this.#isInOrder = true;
  }
}
