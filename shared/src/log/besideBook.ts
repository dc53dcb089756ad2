import type { Entry } from '#shared/entry/entry.ts';
import type { DeviceId, EntryId } from '#shared/ids.ts';

/**
 * Of one device, bytes of entries beside a charter that no charter op was built on. They are here for timeline entries that state
 * them. More than a list of the largest size has, so that no honest entry waits for a branch that is too long.
 */
const MAX_UNBUILT = 24 * 1024 * 1024;

/** LOG-8a: entries of forked charter lists that the document does not hold, by id. */
export class BesideBook {
  readonly #entries = new Map<EntryId, Entry>();

  get entries(): readonly Entry[] {
    return [...this.#entries.values()];
  }

  add(entries: readonly Entry[]): void {
    for (const entry of entries) this.#entries.set(entry.id, entry);
  }

  /** May more be kept of this device? `isBuiltOn`: entries that the charter's state rests on. */
  hasRoomFor(device: DeviceId, isBuiltOn: (id: EntryId) => boolean): boolean {
    let bytes = 0;
    for (const entry of this.#entries.values())
      if (entry.device === device && !isBuiltOn(entry.id)) bytes += entry.bytes.length;
    return bytes < MAX_UNBUILT;
  }

  /** What is here of the list that ends with this entry, in order: what goes before the first is in the document. */
  endingIn(id: EntryId): Entry[] {
    const list: Entry[] = [];
    for (let entry = this.#entries.get(id); entry; entry = entry.previous && this.#entries.get(entry.previous))
      list.push(entry);
    return list.reverse();
  }
}
