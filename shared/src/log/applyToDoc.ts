/** LOG-4: the only way into a Yjs document, and back out. The one file of the core that knows Yjs. */
import * as Y from 'yjs';
import type { Entry } from '#shared/entry/entry.ts';
import { GrapevineError, type Result } from '#shared/errors.ts';
import { encodeUpdate, readUpdate, type Run } from '#shared/log/update.ts';
import { runsOfEntries } from '#shared/log/runsOfEntries.ts';

/**
 * Puts entries the guard accepted into the document, in one transaction with this origin, and returns the canonical update
 * that did it. Entries the document has already are passed over. Throws before touching it if any would leave a gap.
 */
export function applyRuns(doc: Y.Doc, entries: readonly Entry[], origin: unknown): Uint8Array {
  const runs = runsOfEntries(entries);
  for (const { writer, first } of runs) {
    if (first > Y.getState(doc.store, writer))
      throw new GrapevineError('document-gap', `Entries of writer ${writer} before ${first} must be applied first.`);
  }
  const update = encodeUpdate(runs);
  if (runs.length > 0) Y.applyUpdate(doc, update, origin);
  if (doc.store.pendingStructs !== null || doc.store.pendingDs !== null)
    throw new GrapevineError(
      'document-pending',
      'The document holds what never came through the guard; build it anew.',
    );
  return update;
}

/** What the document holds, read through the same strict door as bytes from anywhere. */
export const runsOf = (doc: Y.Doc): Result<Run[]> => readUpdate(Y.encodeStateAsUpdate(doc));
