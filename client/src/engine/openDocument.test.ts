import { beforeAll, expect, test } from 'vitest';
import { cryptoReady } from '#shared/crypto/ready.ts';
import { NO_HLC } from '#shared/entry/hlc.ts';
import { documentId, type DeviceId, type EntryId, type RoomId, type WriterId } from '#shared/ids.ts';
import type { Judge } from '#shared/log/judge.ts';
import { Quarantine } from '#shared/log/quarantine.ts';
import { runsOfEntries } from '#shared/log/runsOfEntries.ts';
import { readSyncMessage, writeStep1, writeStep2, writeUpdate } from '#shared/log/syncMessage.ts';
import { encodeUpdate } from '#shared/log/update.ts';
import { EVERY_WRITER, LINES_A_PAGE } from '#shared/log/vectorPages.ts';
import { anyone, Pen, testDevice, testId } from '#testing/writers.ts';
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

interface Watched {
  readonly open: OpenDocument;
  readonly quarantine: Quarantine;
  readonly answered: () => number;
  readonly waited: () => number;
}

async function documentOf(writers: number, judge: Judge = anyone): Promise<Watched> {
  let answers = 0;
  let waits = 0;
  const nothing = (): void => undefined;
  const events = {
    entries: nothing,
    theirs: nothing,
    answered: () => (answers += 1),
    suspected: nothing,
    waits: () => (waits += 1),
    refused: nothing,
  };
  const id = documentId(testId<RoomId>('room'), '2026-11');
  const quarantine = new Quarantine();
  const open = await OpenDocument.open(id, memoryDocuments(), judge, quarantine, events);
  for (let writer = 1; writer <= writers; writer++) open.log.advance(writer as WriterId, head);
  return { open, quarantine, answered: () => answers, waited: () => waits };
}

test('[SYN-2] a question is answered also where nothing is missing: that was all', async () => {
  const { open } = await documentOf(0);
  expect([...open.receive(writeStep1(new Map()), 'link')]).toEqual([EMPTY]);
});

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
  expect([...open.receive(EMPTY, 'link')]).toEqual([]);
  expect(answered()).toBe(1);
});

test('[LOG-6] what came over the link without its ground is told of, and held outside the document', async () => {
  const lacking = testId<EntryId>('not here');
  const { open, quarantine, waited } = await documentOf(0, { ...anyone, has: () => false, lacks: () => [lacking] });
  const entry = new Pen(open.id, testDevice('laptop')).write();
  open.receive(writeUpdate(encodeUpdate(runsOfEntries([entry]))), 'link');
  expect(waited()).toBe(1);
  expect(open.log.size).toBe(0);
  expect(quarantine.drop()).toMatchObject([{ document: open.id, lacks: [lacking] }]);
});
