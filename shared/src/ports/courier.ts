import type { Doc } from 'yjs';
import type { DocumentId } from '#shared/ids.ts';

/**
 * Carries one document's sync messages over a link's channel: asks by step 1 when the link comes up, sends what the
 * document gains from elsewhere, hands what arrives to the guard. In the browser this is y-websocket's provider.
 */
export interface Courier {
  carry(document: DocumentId, doc: Doc, road: Road): Carriage;
}

/** What the engine gives a courier for one document. */
export interface Road {
  /** Puts a y-protocols sync message on the document's channel. */
  send(message: Uint8Array): void;
  /** The guard: takes in a sync message, never applying it unchecked, and returns the messages to answer with. */
  receive(message: Uint8Array, origin: unknown): Iterable<Uint8Array>;
}

export interface Carriage {
  /** Updates applied with this origin came over this carriage and are not sent back on it. */
  readonly origin: unknown;
  up(): void;
  down(): void;
  /** A sync message arrived on the document's channel. */
  message(bytes: Uint8Array): void;
  close(): void;
}
