/**
 * LOG-2, LOG-3: Yjs update v1 in the one form a document of single-writer lists has, which is what Yjs itself encodes
 * from plain pushes. This file knows bytes and clocks; what an entry says is not its business.
 *
 *     update  = writers varuint | block per writer, ids descending | 0 (an empty delete set)
 *     block   = structs varuint | writer varuint | clock of the first varuint | struct …
 *     struct  = 0x03 | 1 | varstring "w/<writer in base 36>"     at clock 0: root parent, no origin
 *             | 0x83 | writer varuint | clock − 1 varuint        above: origin is the one before
 *             … | entry length varuint | entry
 */
import { utf8 } from '#shared/bytes.ts';
import { MAX_SEQ } from '#shared/entry/limits.ts';
import { fault, ok, type Result } from '#shared/errors.ts';
import type { WriterId } from '#shared/ids.ts';
import { encodeStructs, FIRST, FOLLOWING, joinBlocks, ROOT_PARENT, rootOf } from '#shared/log/structs.ts';
import { readVaruint, type Cursor } from '#shared/wire/varuint.ts';

/** Entries of one writer that stand next to each other, oldest first. */
export interface Run {
  readonly writer: WriterId;
  /** seq of the first entry. */
  readonly first: number;
  readonly entries: readonly Uint8Array[];
}

/** Info byte, two bytes of origin or parent at least, a length. */
const LEAST_STRUCT = 4;

/** Encodes runs of different writers; they may come in any order. */
export function encodeUpdate(runs: readonly Run[]): Uint8Array {
  const ordered = runs.filter((run) => run.entries.length > 0).sort((a, b) => b.writer - a.writer);
  return joinBlocks(
    ordered.map(({ writer, first, entries }) => ({
      writer,
      first,
      count: entries.length,
      structs: encodeStructs(writer, first, entries),
    })),
  );
}

const bad = (say: string): ReturnType<typeof fault> => fault('update-form', say);

/**
 * Reads bytes from anywhere; faults on all but the canonical form. Entries are views into `bytes`. Work and memory are
 * linear in the bytes given, whatever counts they claim.
 */
export function readUpdate(bytes: Uint8Array): Result<Run[]> {
  const cursor: Cursor = { bytes, at: 0 };
  const writers = readVaruint(cursor);
  if (writers === undefined) return bad('an update that is cut short');
  const runs: Run[] = [];
  let above = Infinity;
  for (let i = 0; i < writers; i++) {
    const run = readBlock(cursor);
    if (!run.ok) return run;
    if (run.value.writer >= above) return bad('writers out of order, or one given twice');
    above = run.value.writer;
    runs.push(run.value);
  }
  if (bytes[cursor.at] !== 0) return bad('a delete set that is not empty');
  return cursor.at + 1 === bytes.length ? ok(runs) : bad('bytes after the end');
}

function readBlock(cursor: Cursor): Result<Run> {
  const count = readVaruint(cursor);
  const writer = readVaruint(cursor) as WriterId | undefined;
  const first = readVaruint(cursor);
  if (count === undefined || writer === undefined || first === undefined) return bad('a writer that is cut short');
  if (count === 0) return bad('a writer without entries');
  if (count * LEAST_STRUCT > cursor.bytes.length - cursor.at) return bad('more entries claimed than bytes remain');
  if (first + count > MAX_SEQ) return bad('a writer with more entries than one may have');
  const entries: Uint8Array[] = [];
  for (let clock = first; clock < first + count; clock++) {
    if (!readPlace(cursor, writer, clock)) return bad('a struct that is not the next of its list');
    const size = readVaruint(cursor);
    if (size === undefined || size > cursor.bytes.length - cursor.at) return bad('an entry that is cut short');
    entries.push(cursor.bytes.subarray(cursor.at, cursor.at + size));
    cursor.at += size;
  }
  return ok({ writer, first, entries });
}

/** True when the struct at the cursor stands where the entry of this clock must. */
function readPlace(cursor: Cursor, writer: WriterId, clock: number): boolean {
  const info = cursor.bytes[cursor.at++];
  if (clock > 0) return info === FOLLOWING && readVaruint(cursor) === writer && readVaruint(cursor) === clock - 1;
  const root = utf8(rootOf(writer));
  if (info !== FIRST || cursor.bytes[cursor.at++] !== ROOT_PARENT) return false;
  if (cursor.bytes[cursor.at++] !== root.length) return false;
  const start = cursor.at;
  cursor.at += root.length;
  return root.every((byte, i) => cursor.bytes[start + i] === byte);
}
