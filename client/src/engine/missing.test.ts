import { describe, expect, test } from 'vitest';
import { Doc } from 'yjs';
import type { WriterId } from '#shared/ids.ts';
import { applyRuns } from '#shared/log/applyToDoc.ts';
import { CHECKPOINT } from '#shared/log/checkpoints.ts';
import { DocumentLog } from '#shared/log/documentLog.ts';
import { admit } from '#shared/log/guard.ts';
import type { StateVector } from '#shared/log/stateVector.ts';
import { readUpdate, type Run } from '#shared/log/update.ts';
import { MAX_FRAME } from '#shared/wire/frames.ts';
import { anyone, lists, timelineDocument } from '#testing/writers.ts';
import { missing as missingOneByOne } from './missing.ts';

const document = timelineDocument(1);
const missing = (...of: Parameters<typeof missingOneByOne>): Uint8Array[] => [...missingOneByOne(...of)];

/** A device that holds all of these. */
function holding(runs: readonly Run[]): { doc: Doc; log: DocumentLog } {
  const [doc, log] = [new Doc(), new DocumentLog(document)];
  applyRuns(doc, admit(log, runs, anyone).accepted, 'test');
  return { doc, log };
}

function runsIn(update: Uint8Array): Run[] {
  const read = readUpdate(update);
  if (!read.ok) throw new Error(read.fault.say);
  return read.value;
}

/** Takes the updates in with a guard that knows so much; every one must go in whole. */
function taken(updates: readonly Uint8Array[], known: readonly Run[] = []): DocumentLog {
  const log = new DocumentLog(document);
  admit(log, known, anyone);
  for (const update of updates) {
    const runs = runsIn(update);
    const { accepted, faults, behind } = admit(log, runs, anyone);
    expect({ faults, behind }).toEqual({ faults: [], behind: [] });
    expect(accepted).toHaveLength(runs.reduce((sum, { entries }) => sum + entries.length, 0));
  }
  return log;
}

const heads = (runs: readonly Run[], count: number): Run[] =>
  runs.map(({ writer, first, entries }) => ({ writer, first, entries: entries.slice(0, count) }));

const vectorOf = (runs: readonly Run[]): StateVector =>
  new Map(runs.map(({ writer, entries }) => [writer, entries.length]));

describe('what a document holds beyond a state vector', () => {
  test('[SYN-1] is nothing for who has it all', () => {
    const runs = lists({ document, writers: 2, each: 3 });
    const { doc, log } = holding(runs);
    expect(missing(doc, log, log.vector())).toEqual([]);
    const more = new Map([...log.vector()].map(([writer, count]) => [writer, count + 5]));
    expect(missing(doc, log, more)).toEqual([]);
    expect(missing(new Doc(), new DocumentLog(document), new Map())).toEqual([]);
  });

  test('[LOG-3] is one update of each writer once, however long its list', () => {
    const runs = lists({ document, writers: 3, each: 3 * CHECKPOINT + 7 });
    const { doc, log } = holding(runs);
    const updates = missing(doc, log, new Map());
    expect(updates).toHaveLength(1);
    expect(taken(updates).digest()).toEqual(log.digest());
  });

  test('[LOG-5] follows from wherever the other side stands', () => {
    const runs = lists({ document, writers: 2, each: 2 * CHECKPOINT + 3 });
    const { doc, log } = holding(runs);
    for (const count of [1, CHECKPOINT - 1, CHECKPOINT, CHECKPOINT + 1, 2 * CHECKPOINT + 2]) {
      const known = heads(runs, count);
      expect(taken(missing(doc, log, vectorOf(known)), known).digest()).toEqual(log.digest());
    }
  });

  test('[LOG-5] [LOG-10] is cut after checkpoints into updates that fit a frame and go in one by one', () => {
    const runs = lists({ document, writers: 2, each: 2 * CHECKPOINT + 3, text: 'x'.repeat(15_000) });
    const { doc, log } = holding(runs);
    const updates = missing(doc, log, new Map());
    expect(updates.length).toBeGreaterThan(3);
    for (const update of updates) {
      expect(update.length).toBeLessThan(MAX_FRAME - 1024);
      for (const { writer, first, entries } of runsIn(update)) {
        const end = first + entries.length;
        expect(end % CHECKPOINT === 0 || end === log.count(writer)).toBe(true);
      }
    }
    expect(taken(updates).digest()).toEqual(log.digest());
  });

  test('[SYN-1] comes in pieces small enough that one is checked while the next is on its way', () => {
    const { doc, log } = holding(lists({ document, writers: 3, each: 10 * CHECKPOINT, text: 'x'.repeat(300) }));
    const updates = missing(doc, log, new Map());
    const [last, ...others] = updates.map(({ length }) => length).reverse();
    expect(others.length).toBeGreaterThan(1);
    for (const length of others) expect(length).toBeGreaterThan(64 * 1024);
    for (const length of [...others, last]) expect(length).toBeLessThan(192 * 1024);
    expect(taken(updates).digest()).toEqual(log.digest());
  });

  test('[LOG-5] leaves out writers the other side has, and does not mind those it never heard of', () => {
    const runs = lists({ document, writers: 2, each: 4 });
    const { doc, log } = holding(runs);
    const [first] = runs;
    if (!first) throw new Error('two lists were made');
    const updates = missing(
      doc,
      log,
      new Map([
        [first.writer, 4],
        [12345 as WriterId, 9],
      ]),
    );
    expect(updates.flatMap(runsIn).map(({ writer }) => writer)).toEqual(runs.slice(1).map(({ writer }) => writer));
  });
});
