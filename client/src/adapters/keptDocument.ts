import { fetchUpdates, PREFERRED_TRIM_SIZE, type IndexeddbPersistence } from 'y-indexeddb';
import { encodeStateAsUpdate, type Doc } from 'yjs';
import type { StoredDocument } from '#shared/ports/documentStore.ts';
import { StorageGone } from '#shared/ports/storageErrors.ts';
import { commit } from './indexeddbCommit.ts';
import { done } from './indexeddbRange.ts';
import { storageTrouble } from './storageTrouble.ts';

/** y-indexeddb's tables. */
export const UPDATES = 'updates';
export const CUSTOM = 'custom';
/** Row of `custom` written so that a barrier has something to make durable. */
const BARRIER = 'barrier';

/**
 * A document loaded by y-indexeddb, whose writing is done here: y-indexeddb's own drops every failure. Updates are written
 * as they come, without waiting for the disk; `flushed` is a strict transaction over the same table, which the browser
 * runs after them and whose commit takes them to the disk with it.
 */
export class KeptDocument implements StoredDocument {
  readonly doc: Doc;
  readonly #persistence: IndexeddbPersistence;
  readonly #failed: (error: Error) => void;
  /** Shared by all who ask between two updates. */
  #barrier: Promise<void> | undefined;
  /** Why something the document holds may not be in the database. */
  #lost: Error | undefined;

  constructor(doc: Doc, persistence: IndexeddbPersistence, failed: (error: Error) => void) {
    this.doc = doc;
    this.#persistence = persistence;
    this.#failed = failed;
    doc.off('update', persistence._storeUpdate);
    doc.on('update', this.#keep);
  }

  flushed(): Promise<void> {
    this.#barrier ??= this.#flush().catch((cause: unknown) => {
      this.#barrier = undefined;
      throw storageTrouble(cause);
    });
    return this.#barrier;
  }

  /** In one strict transaction: what is written meanwhile comes after it. */
  async rewritten(): Promise<void> {
    const whole = encodeStateAsUpdate(this.doc);
    try {
      await this.#write([UPDATES], 'strict', (transaction) => {
        const updates = transaction.objectStore(UPDATES);
        updates.clear();
        updates.add(whole);
      });
    } catch (cause) {
      throw storageTrouble(cause);
    }
    this.#persistence._dbsize = 1;
    this.#lost = undefined;
  }

  async close(): Promise<void> {
    this.doc.off('update', this.#keep);
    try {
      await this.flushed();
    } finally {
      await this.#persistence.destroy();
      this.doc.destroy();
    }
  }

  readonly #keep = (update: Uint8Array, origin: unknown): void => {
    if (origin === this.#persistence) return;
    this.#barrier = undefined;
    this.#write([UPDATES], 'default', (transaction) => transaction.objectStore(UPDATES).add(update)).catch(
      this.#losing,
    );
    if (++this.#persistence._dbsize >= PREFERRED_TRIM_SIZE) this.#compact().catch(this.#losing);
  };

  async #flush(): Promise<void> {
    await this.#write([UPDATES, CUSTOM], 'strict', (transaction) => transaction.objectStore(CUSTOM).put(0, BARRIER));
    if (this.#lost) await this.#writeAgain();
  }

  /** The updates lost are in the document still: what it holds now makes up for all of them. */
  async #writeAgain(): Promise<void> {
    const whole = encodeStateAsUpdate(this.doc);
    await this.#write([UPDATES], 'strict', (transaction) => transaction.objectStore(UPDATES).add(whole));
    this.#lost = undefined;
  }

  /** Replaces the updates kept by the document they make, in one transaction. */
  async #compact(): Promise<void> {
    const persistence = this.#persistence;
    persistence._dbsize = 0;
    const updates = await fetchUpdates(persistence);
    await Promise.all([
      done(updates.add(encodeStateAsUpdate(this.doc))),
      done(updates.delete(IDBKeyRange.upperBound(persistence._dbref, true))),
    ]);
    persistence._dbsize = await done(updates.count());
  }

  async #write(
    tables: string[],
    durability: IDBTransactionDurability,
    work: (transaction: IDBTransaction) => unknown,
  ): Promise<void> {
    if (!this.#persistence.db) throw new StorageGone();
    await commit(this.#persistence.db.transaction(tables, 'readwrite', { durability }), work);
  }

  readonly #losing = (cause: unknown): void => {
    this.#lost = storageTrouble(cause);
    this.#failed(this.#lost);
  };
}
