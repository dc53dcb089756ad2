import { expect, test } from 'vitest';
import { Doc, encodeStateVector, decodeStateVector } from 'yjs';
import type { Entry } from '#shared/entry/entry.ts';
import { applyRuns, dropTail, runsOf } from '#shared/log/applyToDoc.ts';
import { DocumentLog } from '#shared/log/documentLog.ts';
import { Pen, testDevice, timelineDocument } from '#testing/writers.ts';

const document = timelineDocument(1);

function list(name: string, entries: number): Entry[] {
  const pen = new Pen(document, testDevice(name), 0, new DocumentLog(document));
  return Array.from({ length: entries }, (_, i) => pen.write({ t: 'message', text: `${name} ${i}` }));
}

test.for([0, 2, 4])(
  '[LOG-9] the end of a list is taken out of a document, and another takes its place (from %i)',
  (count) => {
    const doc = new Doc();
    const [own, others] = [list('own', 5), list('other', 3)];
    applyRuns(doc, [...own, ...others], 'test');
    const writer = own[0]?.writer ?? (0 as never);
    dropTail(doc, writer, count);
    expect(decodeStateVector(encodeStateVector(doc)).get(writer) ?? 0).toBe(count);
    expect(doc.getArray(`w/${writer.toString(36)}`).toArray()).toEqual(own.slice(0, count).map(({ bytes }) => bytes));
    const left = runsOf(doc);
    expect(left.ok && left.value.map((run) => run.entries.length).sort()).toEqual(
      count === 0 ? [3] : [count, 3].sort(),
    );
    applyRuns(doc, own.slice(count), 'test');
    const whole = runsOf(doc);
    const fresh = new Doc();
    applyRuns(fresh, [...own, ...others], 'test');
    expect(whole).toEqual(runsOf(fresh));
  },
);
