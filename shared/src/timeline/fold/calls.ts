import type { EntryId, IdentityId } from '#shared/ids.ts';
import type { Saying } from '../ops/opKind.ts';

/** Somebody calls somebody into a conversation of two. */
export interface Call {
  readonly id: EntryId;
  readonly by: IdentityId;
  /** ms UTC. */
  readonly at: number;
  readonly boxes: readonly Uint8Array[];
}

/** Calls, in the order of their entries. */
export class Calls {
  readonly #calls = new Map<string, Call>();

  put({ id, identity, at, order }: Saying, boxes: readonly Uint8Array[]): void {
    this.#calls.set(order, { id, by: identity, at, boxes });
  }

  all(): readonly Call[] {
    return [...this.#calls].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, call]) => call);
  }

  get size(): number {
    return this.#calls.size;
  }
}
