import { expect, test } from 'vitest';
import * as Y from 'yjs';
import type { WriterId } from '#shared/ids.ts';
import { encodeStructs, entriesOf, joinBlocks, sliceBlock, type Block } from './structs.ts';

const WRITER = 123_456_789_012 as WriterId;
const entry = (n: number): Uint8Array => new Uint8Array(1 + (n % 200)).fill(n % 251);
const entries = Array.from({ length: 300 }, (_, n) => entry(n));

function pushed(writer: WriterId, list: readonly Uint8Array[]): Y.Doc {
  const doc = new Y.Doc();
  doc.clientID = writer;
  for (const bytes of list) doc.getArray(`w/${writer.toString(36)}`).push([bytes]);
  return doc;
}

const block = (writer: WriterId, first: number, list: readonly Uint8Array[]): Block => ({
  writer,
  first,
  count: list.length,
  structs: encodeStructs(writer, first, list),
});

test('[LOG-2] joined blocks are what Yjs itself encodes for plain pushes', () => {
  const blocks = [block(WRITER, 0, entries.slice(0, 128)), block(WRITER, 128, entries.slice(128))];
  expect(joinBlocks(blocks)).toEqual(Y.encodeStateAsUpdate(pushed(WRITER, entries)));
});

test('[LOG-2] writers stand in descending id', () => {
  const other = 99 as WriterId;
  const doc = pushed(WRITER, entries.slice(0, 3));
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(pushed(other, entries.slice(0, 2))));
  const joined = joinBlocks([block(WRITER, 0, entries.slice(0, 3)), block(other, 0, entries.slice(0, 2))]);
  expect(joined).toEqual(Y.encodeStateAsUpdate(doc));
});

test('[REL-6] a slice of a block is the block of the later entries', () => {
  const whole = block(WRITER, 0, entries);
  for (const from of [0, 1, 127, 128, 299])
    expect(sliceBlock(whole, from)).toEqual(block(WRITER, from, entries.slice(from)));
  expect(entriesOf(whole)).toEqual(entries);
});
