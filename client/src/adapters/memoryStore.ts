import { TABLES, type Change, type DeviceStore, type Span, type Table } from '#shared/ports/deviceStore.ts';
import { LeaseLost, StorageFull } from '#shared/ports/storageErrors.ts';

/** What outlives a run of the device: hand the same disk to the next store to open it again after a crash. */
export class MemoryDisk {
  readonly tables = new Map<Table, SortedRows>(TABLES.map((table) => [table, new SortedRows()]));
  generation = 0;
  /** While true, every write is refused as a full disk refuses it. */
  full = false;

  /** As it is at this moment: a backup. */
  copy(): MemoryDisk {
    const copy = new MemoryDisk();
    copy.generation = this.generation;
    for (const [table, rows] of this.tables)
      for (const { key, value } of rows.read({})) copy.tables.get(table)?.put(key, value);
    return copy;
  }
}

/** A device's store in memory: for headless devices and the simulator. */
export function memoryStore(disk = new MemoryDisk()): DeviceStore {
  return new MemoryStore(disk);
}

class MemoryStore implements DeviceStore {
  readonly #disk: MemoryDisk;
  #claimed: number | undefined;

  constructor(disk: MemoryDisk) {
    this.#disk = disk;
  }

  get(table: Table, key: string): Promise<unknown> {
    return Promise.resolve(copied(this.#rows(table).get(key)));
  }

  range(table: Table, span: Span): Promise<readonly { key: string; value: unknown }[]> {
    return Promise.resolve(this.#rows(table).read(span));
  }

  async write(changes: readonly Change[]): Promise<void> {
    // All is copied before any is kept: a value that cannot be stored leaves nothing half done.
    const copies = changes.map((change) => ({ ...change, value: copied(change.value) }));
    await Promise.resolve();
    if (copies.length === 0) return;
    if (this.#disk.generation !== this.#claimed) throw new LeaseLost();
    if (this.#disk.full) throw new StorageFull();
    for (const { table, key, value } of copies) this.#rows(table).put(key, value);
  }

  claim(): Promise<void> {
    this.#claimed = ++this.#disk.generation;
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.#claimed = undefined;
    return Promise.resolve();
  }

  #rows(table: Table): SortedRows {
    const rows = this.#disk.tables.get(table);
    if (!rows) throw new RangeError(`no table ${table}`);
    return rows;
  }
}

/** Rows in the order of their keys. */
class SortedRows {
  readonly #keys: string[] = [];
  readonly #values = new Map<string, unknown>();

  get(key: string): unknown {
    return this.#values.get(key);
  }

  put(key: string, value: unknown): void {
    const isNew = !this.#values.has(key);
    if (value === undefined) {
      if (!isNew) this.#keys.splice(this.#place(key), 1);
      this.#values.delete(key);
      return;
    }
    if (isNew) this.#keys.splice(this.#place(key), 0, key);
    this.#values.set(key, value);
  }

  read({ from, to, limit = Infinity, newest }: Span): { key: string; value: unknown }[] {
    const begin = from === undefined ? 0 : this.#place(from);
    const end = to === undefined ? this.#keys.length : Math.max(begin, this.#place(to));
    const keys = newest
      ? this.#keys.slice(Math.max(begin, end - limit), end).reverse()
      : this.#keys.slice(begin, Math.min(end, begin + limit));
    return keys.map((key) => ({ key, value: copied(this.#values.get(key)) }));
  }

  /** Index of the first key that is not below `key`. */
  #place(key: string): number {
    let low = 0;
    let high = this.#keys.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#keys[middle] ?? '') < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** As the structured clone algorithm does it, which takes ten times as long over the plain values that are nearly all there is. */
function copied(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return typeof value === 'function' ? structuredClone(value) : value;
  if (Array.isArray(value)) return value.map(copied);
  switch (Object.getPrototypeOf(value)) {
    case Uint8Array.prototype:
      return (value as Uint8Array).slice();
    case Object.prototype:
      return copiedFields(value as Readonly<Record<string, unknown>>);
    default:
      return structuredClone(value);
  }
}

function copiedFields(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) copy[name] = copied(value);
  return copy;
}
