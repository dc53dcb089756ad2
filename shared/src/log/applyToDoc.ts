/** LOG-4: the only way into a Yjs document, and back out. The one file of the core that knows Yjs. */
import * as Y from 'yjs';
import type { Entry } from '#shared/entry/entry.ts';
import { GrapevineError, type Result } from '#shared/errors.ts';
import type { WriterId } from '#shared/ids.ts';
import { encodeUpdate, readUpdate, type Run } from '#shared/log/update.ts';
import { rootOf } from '#shared/log/structs.ts';
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

/**
 * ENT-6: puts other bytes of the same entry (its husk, or the whole of a hole) in its place. Yjs has no way to change what was
 * inserted, and a document made anew would take every link and listener off its old self; the content is opaque to Yjs and of
 * length one, so it is exchanged where it lies. No update tells of it: whoever keeps the document must write it anew.
 */
export function replaceEntry(doc: Y.Doc, writer: WriterId, seq: number, bytes: Uint8Array): void {
  const item = Y.getItem(doc.store, Y.createID(writer, seq));
  if (!(item instanceof Y.Item) || !(item.content instanceof Y.ContentBinary))
    throw new GrapevineError('document-form', `Writer ${writer} has no entry ${seq} in the document.`);
  item.content.content = bytes;
}

/**
 * LOG-9: takes the end of a list out of the document, from `count` on: what nobody but this device ever had. As with `replaceEntry`
 * Yjs has no way to, and no update tells of it.
 */
export function dropTail(doc: Y.Doc, writer: WriterId, count: number): void {
  const structs = doc.store.clients.get(writer) ?? [];
  const list = doc.getArray<Uint8Array>(rootOf(writer));
  const dropped = structs.splice(
    Math.max(
      0,
      structs.findIndex(({ id }) => id.clock >= count),
    ),
  );
  if (structs.length === 0) doc.store.clients.delete(writer);
  list._length -= dropped.length;
  list._searchMarker = [];
  const last = structs.at(-1);
  if (last instanceof Y.Item) last.right = null;
  else list._start = null;
}

/** What the document holds, read through the same strict door as bytes from anywhere. */
export const runsOf = (doc: Y.Doc): Result<Run[]> => readUpdate(Y.encodeStateAsUpdate(doc));
