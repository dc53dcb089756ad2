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
import { putVaruint, readVaruint, varuintLength, type Cursor } from '#shared/wire/varuint.ts';

/** Entries of one writer that stand next to each other, oldest first. */
export interface Run {
  readonly writer: WriterId;
  /** seq of the first entry. */
  readonly first: number;
  readonly entries: readonly Uint8Array[];
}

const FIRST_INFO = 0x03;
const NEXT_INFO = 0x83;
const ROOT_PARENT = 1;
/** Info byte, two bytes of origin or parent at least, a length. */
const LEAST_STRUCT = 4;

/** LOG-2: the root array a writer appends to. */
export const rootOf = (writer: WriterId): string => `w/${writer.toString(36)}`;

/** Encodes runs of different writers; they may come in any order. */
export function encodeUpdate(runs: readonly Run[]): Uint8Array {
  const ordered = runs.filter((run) => run.entries.length > 0).sort((a, b) => b.writer - a.writer);
  const length = ordered.reduce((sum, run) => sum + blockLength(run), varuintLength(ordered.length) + 1);
  const bytes = new Uint8Array(length);
  let at = putVaruint(bytes, 0, ordered.length);
  for (const run of ordered) at = putBlock(bytes, at, run);
  return bytes;
}

function blockLength({ writer, first, entries }: Run): number {
  const writerLength = varuintLength(writer);
  let length = varuintLength(entries.length) + writerLength + varuintLength(first);
  for (let i = 0; i < entries.length; i++) {
    const clock = first + i;
    const size = entries[i]?.length ?? 0;
    length += clock === 0 ? 3 + rootOf(writer).length : 1 + writerLength + varuintLength(clock - 1);
    length += varuintLength(size) + size;
  }
  return length;
}

function putBlock(bytes: Uint8Array, start: number, { writer, first, entries }: Run): number {
  let at = putVaruint(bytes, start, entries.length);
  const writerAt = at;
  at = putVaruint(bytes, at, writer);
  const writerEnd = at;
  at = putVaruint(bytes, at, first);
  for (let i = 0; i < entries.length; i++) {
    const clock = first + i;
    if (clock === 0) at = putRoot(bytes, at, writer);
    else {
      bytes[at] = NEXT_INFO;
      bytes.copyWithin(at + 1, writerAt, writerEnd);
      at = putVaruint(bytes, at + 1 + writerEnd - writerAt, clock - 1);
    }
    const entry = entries[i] ?? new Uint8Array(0);
    at = putVaruint(bytes, at, entry.length);
    bytes.set(entry, at);
    at += entry.length;
  }
  return at;
}

function putRoot(bytes: Uint8Array, at: number, writer: WriterId): number {
  const root = utf8(rootOf(writer));
  bytes.set([FIRST_INFO, ROOT_PARENT, root.length], at);
  bytes.set(root, at + 3);
  return at + 3 + root.length;
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
  if (clock > 0) return info === NEXT_INFO && readVaruint(cursor) === writer && readVaruint(cursor) === clock - 1;
  const root = utf8(rootOf(writer));
  if (info !== FIRST_INFO || cursor.bytes[cursor.at++] !== ROOT_PARENT) return false;
  if (cursor.bytes[cursor.at++] !== root.length) return false;
  const start = cursor.at;
  cursor.at += root.length;
  return root.every((byte, i) => cursor.bytes[start + i] === byte);
}
