import type { IdentityId } from '#shared/ids.ts';
import type { Saying } from '../ops/opKind.ts';
import type { Order } from '../rows.ts';

interface Kept {
  readonly order: Order;
  readonly value: Uint8Array | undefined;
}

/** What people keep for themselves, by name: the newest word on each name stands. Nobody writes in another's book. */
export class Books {
  readonly #books = new Map<IdentityId, Map<string, Kept>>();

  put({ identity, order }: Saying, key: string, value: Uint8Array | undefined): void {
    const book = this.#books.get(identity) ?? new Map<string, Kept>();
    this.#books.set(identity, book);
    if ((book.get(key)?.order ?? '') < order) book.set(key, { order, value });
  }

  /** Name and value of all that stands in one's book, by name. */
  of(identity: IdentityId): ReadonlyMap<string, Uint8Array> {
    const kept = [...(this.#books.get(identity) ?? [])].flatMap(([key, { value }]) =>
      value === undefined ? [] : [[key, value] as const],
    );
    return new Map(kept.sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}
