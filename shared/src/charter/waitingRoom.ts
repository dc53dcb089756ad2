import type { Entry } from '#shared/entry/entry.ts';
import type { EntryId } from '#shared/ids.ts';

/** Entries whose ancestors are not here yet, up to a number of bytes. */
export class WaitingRoom {
  readonly #limit: number;
  #bytes = 0;
  readonly #held = new Set<EntryId>();
  /** Entries by one ancestor each lacks; when it comes, the next lack is looked for. */
  readonly #byLack = new Map<EntryId, Entry[]>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#held.size;
  }

  has(id: EntryId): boolean {
    return this.#held.has(id);
  }

  /** False when there is no room left: the entry is not kept. */
  hold(entry: Entry, lack: EntryId): boolean {
    if (this.#bytes + entry.bytes.length > this.#limit) return false;
    this.#bytes += entry.bytes.length;
    this.#held.add(entry.id);
    const others = this.#byLack.get(lack);
    if (others) others.push(entry);
    else this.#byLack.set(lack, [entry]);
    return true;
  }

  /** The entries that waited for this one, no longer held. */
  release(arrived: EntryId): readonly Entry[] {
    const released = this.#byLack.get(arrived) ?? [];
    this.#byLack.delete(arrived);
    for (const entry of released) {
      this.#held.delete(entry.id);
      this.#bytes -= entry.bytes.length;
    }
    return released;
  }

  /** What is lacked most directly: what to ask for. */
  lacks(): EntryId[] {
    return [...this.#byLack.keys()];
  }
}
