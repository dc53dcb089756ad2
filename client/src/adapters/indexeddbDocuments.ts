import { deleteDB, openDB } from 'idb';
import { IndexeddbPersistence } from 'y-indexeddb';
import { Doc } from 'yjs';
import type { DocumentId } from '#shared/ids.ts';
import type { DocumentStore, StoredDocument } from '#shared/ports/documentStore.ts';
import { KeptDocument, UPDATES, CUSTOM } from './keptDocument.ts';
import { storageTrouble } from './storageTrouble.ts';

export interface DocumentTrouble {
  /** A write failed; `flushed()` rejects with the same until what was lost is written again, which each call tries. */
  (document: DocumentId, error: Error): void;
}

/** Room documents in this browser, by y-indexeddb: one database a document, `grapevine/<document>`. */
export function indexeddbDocuments(failed: DocumentTrouble, prefix = 'grapevine/'): DocumentStore {
  const nameOf = (document: DocumentId): string => prefix + document;
  return {
    open: (document) => open(nameOf(document), (error) => failed(document, error)),
    async remove(document) {
      await deleteDB(nameOf(document));
    },
  };
}

async function open(name: string, failed: (error: Error) => void): Promise<StoredDocument> {
  await prepare(name);
  const doc = new Doc();
  const persistence = new IndexeddbPersistence(name, doc);
  await Promise.race([persistence.whenSynced, persistence._db.then(never)]);
  return new KeptDocument(doc, persistence, failed);
}

/**
 * y-indexeddb drops its own failure to open and never gets synced then; what goes wrong with a database goes wrong here
 * first, where it can be said.
 */
async function prepare(name: string): Promise<void> {
  try {
    const database = await openDB(name, undefined, {
      upgrade(fresh) {
        fresh.createObjectStore(UPDATES, { autoIncrement: true });
        fresh.createObjectStore(CUSTOM);
      },
    });
    database.close();
  } catch (cause) {
    throw storageTrouble(cause);
  }
}

const never = (): Promise<never> => new Promise(() => undefined);
