/**
 * Entries of one writer in a row as they stand inside an update (LOG-2), one struct after the other: what a relay keeps
 * and serves without taking it apart. Pure and trusting: it is given only what the strict reader of updates let through.
 */
import { utf8 } from '#shared/bytes.ts';
import { putVaruint, readVaruint, varuintLength, type Cursor } from '#shared/wire/varuint.ts';
import type { WriterId } from '#shared/ids.ts';

/** `count` structs of `writer`, the first of which has clock `first`. */
export interface Block {
  readonly writer: WriterId;
  readonly first: number;
  readonly count: number;
  readonly structs: Uint8Array;
}

/** ContentBinary with the root as parent. */
export const FIRST = 0x03;
/** ContentBinary with an origin. */
export const FOLLOWING = 0x83;
export const ROOT_PARENT = 1;

/** LOG-2: the root array a writer appends to. */
export const rootOf = (writer: WriterId): string => `w/${writer.toString(36)}`;

/** Entries of `writer`, the first with clock `first`, as structs. */
export function encodeStructs(writer: WriterId, first: number, entries: readonly Uint8Array[]): Uint8Array {
  const name = utf8(rootOf(writer));
  const bytes = new Uint8Array(structsLength(writer, first, entries, name.length));
  let at = 0;
  entries.forEach((entry, i) => {
    at = first + i === 0 ? putRoot(bytes, at, name) : putOrigin(bytes, at, writer, first + i - 1);
    at = putVaruint(bytes, at, entry.length);
    bytes.set(entry, at);
    at += entry.length;
  });
  return bytes;
}

function structsLength(writer: WriterId, first: number, entries: readonly Uint8Array[], nameLength: number): number {
  const writerLength = varuintLength(writer);
  let length = 0;
  entries.forEach((entry, i) => {
    const clock = first + i;
    length += 1 + (clock === 0 ? 1 + varuintLength(nameLength) + nameLength : writerLength + varuintLength(clock - 1));
    length += varuintLength(entry.length) + entry.length;
  });
  return length;
}

function putRoot(bytes: Uint8Array, at: number, name: Uint8Array): number {
  bytes[at] = FIRST;
  bytes[at + 1] = ROOT_PARENT;
  const next = putVaruint(bytes, at + 2, name.length);
  bytes.set(name, next);
  return next + name.length;
}

function putOrigin(bytes: Uint8Array, at: number, writer: WriterId, clock: number): number {
  bytes[at] = FOLLOWING;
  return putVaruint(bytes, putVaruint(bytes, at + 1, writer), clock);
}

/** Offset behind the next `count` structs from `at` on. */
export function skipStructs(structs: Uint8Array, at: number, count: number): number {
  const cursor: Cursor = { bytes: structs, at };
  for (let i = 0; i < count; i++) {
    const root = structs[cursor.at++] === FIRST;
    next(cursor);
    const second = next(cursor);
    if (root) cursor.at += second;
    const length = next(cursor);
    cursor.at += length;
  }
  return cursor.at;
}

function next(cursor: Cursor): number {
  const value = readVaruint(cursor);
  if (value === undefined) throw new RangeError('stored structs are cut short: the database is damaged');
  return value;
}

/** The part of a block from clock `from` on; the block itself when that is all of it. */
export function sliceBlock(block: Block, from: number): Block {
  if (from <= block.first) return block;
  const skipped = from - block.first;
  const structs = block.structs.subarray(skipStructs(block.structs, 0, skipped));
  return { writer: block.writer, first: from, count: block.count - skipped, structs };
}

/** The block cut wherever a clock is a multiple of `size`. */
export function* splitBlock(block: Block, size: number): Generator<Block> {
  let rest = block;
  for (;;) {
    const room = size - (rest.first % size);
    if (rest.count <= room) {
      yield rest;
      return;
    }
    yield { ...rest, count: room, structs: rest.structs.subarray(0, skipStructs(rest.structs, 0, room)) };
    rest = sliceBlock(rest, rest.first + room);
  }
}

/** The entries inside a block, as views of it. */
export function entriesOf(block: Block): Uint8Array[] {
  const entries: Uint8Array[] = [];
  let at = 0;
  for (let i = 0; i < block.count; i++) {
    const root = block.structs[at] === FIRST;
    const cursor: Cursor = { bytes: block.structs, at: at + 1 };
    next(cursor);
    const second = next(cursor);
    if (root) cursor.at += second;
    const length = next(cursor);
    at = cursor.at + length;
    entries.push(block.structs.subarray(cursor.at, at));
  }
  return entries;
}

/** The block with these bytes for the entry of a clock inside it. */
export function replaceIn(block: Block, seq: number, entry: Uint8Array): Block {
  const entries = entriesOf(block);
  entries[seq - block.first] = entry;
  return { ...block, structs: encodeStructs(block.writer, block.first, entries) };
}

/** One canonical update of blocks that stand in descending order of writers; those of one writer follow each other. */
export function joinBlocks(blocks: readonly Block[]): Uint8Array {
  const lists = byWriter(blocks);
  let length = varuintLength(lists.length) + 1;
  for (const list of lists) {
    length += varuintLength(list.count) + varuintLength(list.writer) + varuintLength(list.first);
    for (const part of list.parts) length += part.length;
  }
  const bytes = new Uint8Array(length);
  let at = putVaruint(bytes, 0, lists.length);
  for (const list of lists) {
    at = putVaruint(bytes, putVaruint(bytes, putVaruint(bytes, at, list.count), list.writer), list.first);
    for (const part of list.parts) {
      bytes.set(part, at);
      at += part.length;
    }
  }
  // The last byte stays zero: an empty delete set.
  return bytes;
}

interface WriterParts {
  readonly writer: WriterId;
  readonly first: number;
  count: number;
  readonly parts: Uint8Array[];
}

function byWriter(blocks: readonly Block[]): WriterParts[] {
  const lists: WriterParts[] = [];
  for (const block of blocks) {
    const last = lists.at(-1);
    if (last?.writer === block.writer) {
      last.count += block.count;
      last.parts.push(block.structs);
    } else lists.push({ writer: block.writer, first: block.first, count: block.count, parts: [block.structs] });
  }
  return lists;
}
