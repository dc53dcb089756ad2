/** What a document holds beyond a state vector, or a page of one, as updates small enough for one frame each. */
import type { Doc } from 'yjs';
import { CHECKPOINT } from '#shared/log/checkpoints.ts';
import type { DocumentLog } from '#shared/log/documentLog.ts';
import { EVERY_WRITER, speaksOf } from '#shared/log/vectorPages.ts';
import type { StateVector } from '#shared/log/stateVector.ts';
import { rootOf } from '#shared/log/structs.ts';
import { encodeUpdate, type Run } from '#shared/log/update.ts';

/** Leaves room for the frame's own bytes under LOG-10's 704 KiB. */
const MAX_UPDATE = 512 * 1024;

export function missing(doc: Doc, log: DocumentLog, vector: StateVector, span = EVERY_WRITER): Uint8Array[] {
  const updates: Uint8Array[] = [];
  let runs: Run[] = [];
  let size = 0;
  const close = (): void => {
    if (runs.length > 0) updates.push(encodeUpdate(runs));
    runs = [];
    size = 0;
  };
  for (const [writer, head] of log.heads) {
    if (!speaksOf(span, writer)) continue;
    for (const run of pieces(doc, writer, vector.get(writer) ?? 0, head.count)) {
      const bytes = run.entries.reduce((sum, entry) => sum + entry.length, 0);
      if (size + bytes > MAX_UPDATE) close();
      runs.push(run);
      size += bytes;
    }
  }
  close();
  return updates;
}

/** One writer's entries from `from` on, cut after checkpoints: their signatures were checked, so each piece stands alone (LOG-5). */
function* pieces(doc: Doc, writer: Run['writer'], from: number, count: number): Generator<Run> {
  const array = doc.getArray<Uint8Array>(rootOf(writer));
  for (let first = from; first < count;) {
    const next = Math.min(count, first - (first % CHECKPOINT) + CHECKPOINT);
    yield { writer, first, entries: array.slice(first, next) };
    first = next;
  }
}
