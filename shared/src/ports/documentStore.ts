import type { Doc } from 'yjs';
import type { DocumentId } from '#shared/ids.ts';

/** Where room documents live between sessions. */
export interface DocumentStore {
  /** Resolves once everything kept of the document is in `doc`. Opening one twice at a time is a programmer's error. */
  open(document: DocumentId): Promise<StoredDocument>;
  /** Removes all that is kept of a closed document. */
  remove(document: DocumentId): Promise<void>;
}

export interface StoredDocument {
  readonly doc: Doc;
  /** Resolves when every update applied to `doc` before the call is durable. */
  flushed(): Promise<void>;
  /** Resolves when what is kept is exactly what `doc` holds now: bytes it held before and does not any more are gone (ENT-6). */
  rewritten(): Promise<void>;
  close(): Promise<void>;
}
