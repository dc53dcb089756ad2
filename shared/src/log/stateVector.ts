/** State vectors as Yjs encodes them: pairs of writer and count, writers descending. Read strictly. */
import { MAX_SEQ } from '#shared/entry/limits.ts';
import { fault, ok, type Result } from '#shared/errors.ts';
import type { WriterId } from '#shared/ids.ts';
import { MAX_FRAME } from '#shared/wire/frames.ts';
import { putVaruint, readVaruint, varuintLength, type Cursor } from '#shared/wire/varuint.ts';

/** How many entries of each writer one has. */
export type StateVector = ReadonlyMap<WriterId, number>;

export function encodeStateVector(vector: StateVector): Uint8Array {
  const pairs = [...vector].sort(([a], [b]) => b - a);
  const size = pairs.reduce((sum, pair) => sum + pairLength(pair), varuintLength(pairs.length));
  const bytes = new Uint8Array(size);
  let at = putVaruint(bytes, 0, pairs.length);
  for (const [writer, count] of pairs) at = putVaruint(bytes, putVaruint(bytes, at, writer), count);
  return bytes;
}

const pairLength = ([writer, count]: readonly [number, number]): number => varuintLength(writer) + varuintLength(count);

const bad = (say: string): ReturnType<typeof fault> => fault('vector-form', say);

/** Reads bytes from anywhere, no more of them than one frame holds. */
export function readStateVector(bytes: Uint8Array): Result<StateVector> {
  if (bytes.length > MAX_FRAME) return bad('a state vector larger than a frame');
  const cursor: Cursor = { bytes, at: 0 };
  const pairs = readVaruint(cursor);
  if (pairs === undefined || pairs * 2 > bytes.length) return bad('more writers claimed than bytes remain');
  const vector = new Map<WriterId, number>();
  let above = Infinity;
  for (let i = 0; i < pairs; i++) {
    const writer = readVaruint(cursor);
    const count = readVaruint(cursor);
    if (writer === undefined || count === undefined) return bad('a state vector that is cut short');
    if (writer >= above) return bad('writers out of order, or one given twice');
    if (count > MAX_SEQ) return bad('a count no writer can have');
    above = writer;
    vector.set(writer as WriterId, count);
  }
  return cursor.at === bytes.length ? ok(vector) : bad('bytes after the end');
}
