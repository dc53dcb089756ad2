import { beforeAll, expect, test } from 'vitest';
import * as Y from 'yjs';
import { cryptoReady } from '#shared/crypto/ready.ts';
import { applyRuns, runsOf } from '#shared/log/applyToDoc.ts';
import { DocumentLog } from '#shared/log/documentLog.ts';
import { admit } from '#shared/log/guard.ts';
import { encodeUpdate, readUpdate } from '#shared/log/update.ts';
import { anyone, lists, timelineDocument } from '#testing/writers.ts';

beforeAll(cryptoReady);

test('[LOG-4] what the guard accepts stands in the document as it was written', () => {
  const document = timelineDocument(1);
  const runs = lists({ document, writers: 3, each: 40 });
  const read = readUpdate(encodeUpdate(runs));
  if (!read.ok) throw new Error(read.fault.say);
  const log = new DocumentLog(document);
  const admission = admit(log, read.value, anyone);
  expect(admission.faults).toEqual([]);
  expect(admission.accepted).toHaveLength(120);
  const doc = new Y.Doc();
  applyRuns(doc, admission.accepted, 'test');
  const back = runsOf(doc);
  expect(back.ok && encodeUpdate(back.value)).toEqual(encodeUpdate(runs));
});
