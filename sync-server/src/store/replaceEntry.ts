/** ENT-6: other bytes for an entry that is here: its husk, or the whole of a hole. The row it stands in is written anew. */
import { GrapevineError } from '#shared/errors.ts';
import { replaceIn } from '#shared/log/structs.ts';
import { STRETCH, type Replaced } from '#shared/ports/relayStore.ts';
import type { StretchRow } from './compact.ts';
import type { Statements } from './statements.ts';

export function replaceEntry(statements: Statements, { document, writer, seq, entry }: Replaced): void {
  const start = seq - (seq % STRETCH);
  const rows = statements.stretches.all(document, writer, start, seq + 1) as unknown as StretchRow[];
  const row = rows.find(({ first, count }) => first <= seq && seq < first + count);
  if (!row) throw new GrapevineError('no-entry', `writer ${writer} of document ${document} has no entry ${seq}`);
  const { structs } = replaceIn({ writer, ...row }, seq, entry);
  statements.dropStretches.run(document, writer, row.first, row.first + 1);
  statements.putStretch.run(document, writer, row.first, row.count, structs);
}
