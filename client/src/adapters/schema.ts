import { openDB, type IDBPDatabase } from 'idb';
import { TABLES } from '#shared/ports/deviceStore.ts';
import { StorageBlocked, StorageGone } from '#shared/ports/storageErrors.ts';
import { storageTrouble } from './storageTrouble.ts';

/** The client's own database: what a device keeps beside its documents. */
export const DATABASE = 'grapevine';
const VERSION = 1;

/** Holds one row: the generation of the lease, raised by whoever takes over writing (LOG-9). */
export const LEASE = 'lease';
export const LEASE_KEY = 'writer';

export interface DatabaseEvents {
  /** Opening waits for another tab to let go; it goes on by itself once that tab does. */
  blocked(error: StorageBlocked): void;
  /** The connection ended under us: every later use of it fails. */
  gone(error: StorageGone): void;
}

export type DeviceDatabase = IDBPDatabase;

/**
 * Opens the database, making it on the first run. The engine and every window call this; whoever comes first makes the same
 * tables. Rejects with `StorageNewer` or `StorageBroken`.
 * `name` and `version` are for tests.
 */
export async function openDeviceDatabase(
  events: DatabaseEvents,
  name = DATABASE,
  version = VERSION,
): Promise<DeviceDatabase> {
  try {
    return await openDB(name, version, {
      // One step a version; the first makes everything.
      upgrade(database, from) {
        if (from < 1) for (const table of [...TABLES, LEASE]) database.createObjectStore(table);
      },
      blocked: () => events.blocked(new StorageBlocked()),
      // A newer version wants to open, or the data is being deleted: holding on would stall the other tab.
      blocking(_from, _to, event) {
        (event.target as IDBDatabase).close();
        events.gone(new StorageGone());
      },
      terminated: () => events.gone(new StorageGone()),
    });
  } catch (cause) {
    throw storageTrouble(cause);
  }
}
