import type { Order, TimelineRow } from '../rows.ts';
import { byOrder } from './sorted.ts';

/** The rows of a room, and how they differ from when somebody last asked. */
export class Shown {
  readonly #rows = new Map<Order, TimelineRow>();
  #changed = new Set<Order>();

  /** Rows put so far. */
  made: number;

  constructor(made = 0) {
    this.made = made;
  }

  /** The order it stands at, if there is a row. */
  put(row: TimelineRow | undefined): Order | undefined {
    if (!row) return undefined;
    this.made++;
    this.#rows.set(row.order, row);
    this.#changed.add(row.order);
    return row.order;
  }

  /** What `takeChanges` tells next is how these rows differ from `before`, those last told of another fold. */
  compare(before: Shown): void {
    this.#changed = new Set(
      [...before.#rows.keys(), ...before.#changed, ...this.#rows.keys()].filter(
        (order) =>
          before.#changed.has(order) ||
          JSON.stringify(before.#rows.get(order)) !== JSON.stringify(this.#rows.get(order)),
      ),
    );
  }

  drop(order: Order): void {
    if (this.#rows.delete(order)) this.#changed.add(order);
  }

  at(order: Order): TimelineRow | undefined {
    return this.#rows.get(order);
  }

  inOrder(): TimelineRow[] {
    return [...this.#rows.values()].sort(byOrder);
  }

  takeChanges(): { put: TimelineRow[]; gone: Order[] } {
    const orders = [...this.#changed].sort();
    this.#changed = new Set();
    const put = orders.flatMap((order) => this.#rows.get(order) ?? []);
    return { put, gone: orders.filter((order) => !this.#rows.has(order)) };
  }
}
