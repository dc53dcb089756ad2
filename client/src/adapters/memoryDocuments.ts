import { applyUpdate, Doc, encodeStateAsUpdate } from 'yjs';
import type { DocumentId } from '#shared/ids.ts';
import type { DocumentStore, StoredDocument } from '#shared/ports/documentStore.ts';

/** What outlives a run: updates flushed, by document. */
export type MemoryLibrary = Map<DocumentId, Uint8Array[]>;

/**
 * Room documents in memory. Updates not flushed when a run is dropped are lost, as a browser may lose them: hand the same
 * library to the next store to open it after a crash.
 */
export function memoryDocuments(library: MemoryLibrary = new Map()): DocumentStore {
  const open = new Set<DocumentId>();
  return {
    open(document) {
      if (open.has(document)) throw new RangeError(`${document} is open already`);
      open.add(document);
      return Promise.resolve(new MemoryDocument(library, document, () => open.delete(document)));
    },
    remove(document) {
      library.delete(document);
      return Promise.resolve();
    },
  };
}

class MemoryDocument implements StoredDocument {
  readonly doc = new Doc();
  readonly #library: MemoryLibrary;
  readonly #document: DocumentId;
  readonly #closed: () => void;
  #pending: Uint8Array[] = [];

  constructor(library: MemoryLibrary, document: DocumentId, closed: () => void) {
    this.#library = library;
    this.#document = document;
    this.#closed = closed;
    for (const update of library.get(document) ?? []) applyUpdate(this.doc, update);
    this.doc.on('update', (update) => this.#pending.push(update));
  }

  async flushed(): Promise<void> {
    await Promise.resolve();
    const kept = this.#library.get(this.#document) ?? [];
    this.#library.set(this.#document, kept.concat(this.#pending));
    this.#pending = [];
  }

  async rewritten(): Promise<void> {
    this.#pending = [];
    const whole = encodeStateAsUpdate(this.doc);
    await Promise.resolve();
    this.#library.set(this.#document, [whole]);
  }

  async close(): Promise<void> {
    await this.flushed();
    this.#closed();
    this.doc.destroy();
  }
}
