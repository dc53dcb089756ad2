/**
 * REL-6: rows of one stretch become one row of ready wire bytes, so that reading a long list is a few rows. A stretch still
 * growing is put together at every 16th entry: a room of many people who each said a little reads as fast.
 */
import { STRETCH, type StoredRun } from '#shared/ports/relayStore.ts';
import { concatBytes } from '#shared/bytes.ts';
import type { Statements } from './statements.ts';

const EVERY = 16;
/** Rows are served whole into frames of 704 KiB: a stretch of very large entries stays in the rows it came in. */
export const LARGEST_ROW = 128 * 1024;

export function compactOpenStretch(statements: Statements, { document, writer, first, count }: StoredRun): void {
  const end = first + count;
  if (Math.floor(first / EVERY) === Math.floor(end / EVERY)) return;
  // The stretch the run began in: full now, or the one that is growing. Those in between came whole.
  const start = first - (first % STRETCH);
  compactStretch(statements, document, writer, start);
}

function compactStretch(statements: Statements, document: number, writer: number, start: number): void {
  const rows = statements.stretches.all(document, writer, start, start + STRETCH) as unknown as StretchRow[];
  const bytes = rows.reduce((sum, row) => sum + row.structs.length, 0);
  if (rows.length < 2 || bytes > LARGEST_ROW) return;
  const count = rows.reduce((sum, row) => sum + row.count, 0);
  statements.dropStretches.run(document, writer, start, start + STRETCH);
  statements.putStretch.run(document, writer, start, count, concatBytes(...rows.map((row) => row.structs)));
}

export interface StretchRow {
  readonly first: number;
  readonly count: number;
  readonly structs: Uint8Array;
}
