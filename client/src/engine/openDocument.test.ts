import { beforeAll, expect, test } from 'vitest';
import { cryptoReady } from '#shared/crypto/ready.ts';
import { NO_HLC } from '#shared/entry/hlc.ts';
import { documentId, type DeviceId, type EntryId, type RoomId, type WriterId } from '#shared/ids.ts';
import { Quarantine } from '#shared/log/quarantine.ts';
import { readSyncMessage, writeStep1, writeStep2 } from '#shared/log/syncMessage.ts';
import { encodeUpdate } from '#shared/log/update.ts';
import { EVERY_WRITER, LINES_A_PAGE } from '#shared/log/vectorPages.ts';
import { anyone, testId } from '#testing/writers.ts';
import { memoryDocuments } from '../adapters/memoryDocuments.ts';
import { OpenDocument } from './openDocument.ts';

beforeAll(cryptoReady);

const head = {
  device: testId<DeviceId>('device'),
  n: 0,
  count: 1,
  lastId: testId<EntryId>('entry'),
  hlc: NO_HLC,
  heads: [],
};
const EMPTY = writeStep2(encodeUpdate([]));

async function documentOf(writers: number): Promise<{ open: OpenDocument; answered: () => number }> {
  let answers = 0;
  const nothing = (): void => undefined;
  const events = {
    entries: nothing,
    theirs: nothing,
    answered: () => (answers += 1),
    suspected: nothing,
    refused: nothing,
  };
  const id = documentId(testId<RoomId>('room'), '2026-11');
  const open = await OpenDocument.open(id, memoryDocuments(), anyone, new Quarantine(), events);
  for (let writer = 1; writer <= writers; writer++) open.log.advance(writer as WriterId, head);
  return { open, answered: () => answers };
}

test('[LOG-10] a vector of more writers than a frame has room for is asked page by page, the next when one is answered', async () => {
  const { open, answered } = await documentOf(2 * LINES_A_PAGE + 1);
  let above = EVERY_WRITER.most + 1;
  let question = open.asking(writeStep1(open.log.vector()));
  for (const lines of [LINES_A_PAGE, LINES_A_PAGE, 1]) {
    expect(answered()).toBe(0);
    const read = readSyncMessage(question);
    if (!read.ok || read.value.step !== 1) return expect.fail('not a question');
    expect(read.value.most).toBe(above - 1);
    expect(read.value.vector.size).toBe(lines);
    above = read.value.least;
    [question = EMPTY] = open.receive(EMPTY, 'link');
  }
  expect(question).toBe(EMPTY);
  expect(above).toBe(EVERY_WRITER.least);
  expect(answered()).toBe(1);
});

test('[LOG-10] of fewer writers the question goes out as it is, and a new one begins anew', async () => {
  const { open, answered } = await documentOf(3);
  const step1 = writeStep1(open.log.vector());
  expect(open.asking(step1)).toBe(step1);
  expect(open.receive(EMPTY, 'link')).toEqual([]);
  expect(answered()).toBe(1);
});
