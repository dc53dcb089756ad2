/** What a document holds beyond a state vector, or a page of one, as updates small enough for one frame each. */
import type { Doc } from 'yjs';
import { CHECKPOINT } from '#shared/log/checkpoints.ts';
import type { DocumentLog } from '#shared/log/documentLog.ts';
import { EVERY_WRITER, speaksOf } from '#shared/log/vectorPages.ts';
import type { StateVector } from '#shared/log/stateVector.ts';
import { rootOf } from '#shared/log/structs.ts';
import { encodeUpdate, type Run } from '#shared/log/update.ts';

/** Far below LOG-10's 704 KiB: while one is checked over there, the next is on its way, and the one after is put together here. */
const MAX_UPDATE = 128 * 1024;

/** Put together one by one as they are asked for; what comes into the document meanwhile may be in them or not. */
export function* missing(
  doc: Doc,
  log: DocumentLog,
  vector: StateVector,
  span = EVERY_WRITER,
): Generator<Uint8Array, void> {
  let runs: Run[] = [];
  let size = 0;
  for (const [writer, head] of log.heads) {
    if (!speaksOf(span, writer)) continue;
    for (const run of pieces(doc, writer, vector.get(writer) ?? 0, head.count)) {
      const bytes = run.entries.reduce((sum, entry) => sum + entry.length, 0);
      if (size + bytes > MAX_UPDATE && runs.length > 0) {
        yield encodeUpdate(runs);
        [runs, size] = [[], 0];
      }
      runs.push(run);
      size += bytes;
    }
  }
  if (runs.length > 0) yield encodeUpdate(runs);
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
