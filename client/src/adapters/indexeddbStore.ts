import { unwrap } from 'idb';
import type { Change, DeviceStore, Span, Table } from '#shared/ports/deviceStore.ts';
import { LeaseLost } from '#shared/ports/storageErrors.ts';
import { commit } from './indexeddbCommit.ts';
import { done, readSpan, type Kept } from './indexeddbRange.ts';
import { LEASE, LEASE_KEY, openDeviceDatabase, type DatabaseEvents } from './schema.ts';
import { storageTrouble } from './storageTrouble.ts';

/** Opens the device's store in this browser. `name` is for tests. Rejects with `StorageNewer` or `StorageBroken`. */
export async function openIndexeddbStore(events: DatabaseEvents, name?: string): Promise<DeviceStore> {
  return new IndexeddbStore(unwrap(await openDeviceDatabase(events, name)));
}

class IndexeddbStore implements DeviceStore {
  readonly #database: IDBDatabase;
  /** Generation of the lease this store claimed; without one it only reads. */
  #claimed: number | undefined;

  constructor(database: IDBDatabase) {
    this.#database = database;
  }

  get(table: Table, key: string): Promise<unknown> {
    return this.#read(table, (rows) => done(rows.get(key) as IDBRequest<unknown>));
  }

  range(table: Table, span: Span): Promise<readonly Kept[]> {
    return this.#read(table, (rows) => readSpan(rows, span));
  }

  async write(changes: readonly Change[]): Promise<void> {
    const tables = new Set(changes.map(({ table }) => table));
    if (tables.size > 0)
      await this.#change([...tables, LEASE], (transaction, giveUp) => {
        this.#check(transaction, giveUp);
        for (const change of changes) put(transaction, change);
      });
  }

  async claim(): Promise<void> {
    let generation = 0;
    await this.#change([LEASE], (transaction) => {
      const lease = transaction.objectStore(LEASE);
      readGeneration(lease, (held) => lease.put((generation = held + 1), LEASE_KEY));
    });
    this.#claimed = generation;
  }

  close(): Promise<void> {
    this.#database.close();
    return Promise.resolve();
  }

  /** Checked inside the transaction that writes: nobody can take over between the check and the write. */
  #check(transaction: IDBTransaction, giveUp: (reason: Error) => void): void {
    readGeneration(transaction.objectStore(LEASE), (held) => {
      if (held !== this.#claimed) giveUp(new LeaseLost());
    });
  }

  async #read<T>(table: Table, ask: (rows: IDBObjectStore) => Promise<T>): Promise<T> {
    try {
      return await ask(this.#database.transaction(table).objectStore(table));
    } catch (cause) {
      throw storageTrouble(cause);
    }
  }

  /** Strict: resolves when the disk has it, so that "Saved here" is true when the power goes. */
  async #change(tables: string[], work: Parameters<typeof commit>[1]): Promise<void> {
    try {
      await commit(this.#database.transaction(tables, 'readwrite', { durability: 'strict' }), work);
    } catch (cause) {
      throw storageTrouble(cause);
    }
  }
}

/** Generations count from 1; 0 when nobody has claimed the store yet. */
function readGeneration(lease: IDBObjectStore, then: (held: number) => void): void {
  const request = lease.get(LEASE_KEY) as IDBRequest<number | undefined>;
  request.onsuccess = () => then(request.result ?? 0);
}

function put(transaction: IDBTransaction, { table, key, value }: Change): void {
  const rows = transaction.objectStore(table);
  if (value === undefined) rows.delete(key);
  else rows.put(value, key);
}
