/** Room documents of a headless device, as Yjs updates in its SQLite file (sqliteStore.ts). For Node alone. */
import type { DatabaseSync } from 'node:sqlite';
import { applyUpdate, Doc, encodeStateAsUpdate } from 'yjs';
import type { DocumentId } from '#shared/ids.ts';
import type { DocumentStore, StoredDocument } from '#shared/ports/documentStore.ts';
import { inTransaction } from './sqliteStore.ts';

/** More rows than this are pressed into one when the document is opened. */
const MOST_ROWS = 500;

export function sqliteDocuments(database: DatabaseSync): DocumentStore {
  const open = new Set<DocumentId>();
  return {
    open(document) {
      if (open.has(document)) throw new RangeError(`${document} is open already`);
      open.add(document);
      return Promise.resolve(new SqliteDocument(database, document, () => open.delete(document)));
    },
    remove(document) {
      database.prepare('delete from updates where document = ?').run(document);
      return Promise.resolve();
    },
  };
}

class SqliteDocument implements StoredDocument {
  readonly doc = new Doc();
  readonly #database: DatabaseSync;
  readonly #document: DocumentId;
  readonly #closed: () => void;
  #pending: Uint8Array[] = [];

  constructor(database: DatabaseSync, document: DocumentId, closed: () => void) {
    this.#database = database;
    this.#document = document;
    this.#closed = closed;
    const rows = database.prepare('select bytes from updates where document = ? order by rowid').all(document);
    this.doc.transact(() => {
      for (const { bytes } of rows) if (bytes instanceof Uint8Array) applyUpdate(this.doc, bytes);
    });
    if (rows.length > MOST_ROWS) this.#replaceAll();
    this.doc.on('update', (update) => this.#pending.push(update));
  }

  async flushed(): Promise<void> {
    await Promise.resolve();
    if (this.#pending.length === 0) return;
    const pending = this.#pending;
    inTransaction(this.#database, () => this.#insert(pending));
    this.#pending = this.#pending.slice(pending.length);
  }

  async rewritten(): Promise<void> {
    await Promise.resolve();
    this.#replaceAll();
    this.#pending = [];
    // What it held before goes from the log of changes too.
    this.#database.exec('pragma wal_checkpoint(truncate)');
  }

  async close(): Promise<void> {
    await this.flushed();
    this.#closed();
    this.doc.destroy();
  }

  #replaceAll(): void {
    inTransaction(this.#database, () => {
      this.#database.prepare('delete from updates where document = ?').run(this.#document);
      this.#insert([encodeStateAsUpdate(this.doc)]);
    });
  }

  #insert(updates: readonly Uint8Array[]): void {
    const insert = this.#database.prepare('insert into updates values (?, ?)');
    for (const update of updates) insert.run(this.#document, update);
  }
}
