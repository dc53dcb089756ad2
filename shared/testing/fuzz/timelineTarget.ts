import * as Y from 'yjs';
import { equalBytes, toText } from '#shared/bytes.ts';
import { applyRuns, runsOf } from '#shared/log/applyToDoc.ts';
import { DocumentLog } from '#shared/log/documentLog.ts';
import { admit } from '#shared/log/guard.ts';
import { encodeUpdate, readUpdate } from '#shared/log/update.ts';
import { anyone, lists, timelineDocument } from '#testing/writers.ts';
import { reshapeUpdate } from './reshapeUpdate.ts';
import { must, outcomeOf, type Target } from './target.ts';

const document = timelineDocument(1);
const runs = lists({ document, writers: 3, each: 3, text: 'hi' });
const genuine = new Set(runs.flatMap(({ entries }) => entries.map(toText)));
/** Two entries are there before; what is read comes on top. */
const there = runs.slice(0, 1).map((run) => ({ ...run, entries: run.entries.slice(0, 2) }));

/** A month's document behind its guard: nothing gets in that its devices did not sign for that very place. */
export const timelineTarget: Target = {
  name: 'timeline updates',
  seeds: [encodeUpdate(runs), ...runs.map((run) => encodeUpdate([run]))],
  reshape: reshapeUpdate,
  read(input) {
    const read = readUpdate(input);
    if (!read.ok) return outcomeOf(read);
    must(equalBytes(encodeUpdate(read.value), input), 'an update with two encodings');
    const log = new DocumentLog(document);
    const before = admit(log, there, anyone, { trusted: true }).accepted;
    const { accepted, waiting, behind, faults, forks } = admit(log, read.value, anyone);
    must(
      accepted.every(({ bytes }) => genuine.has(toText(bytes))),
      'let in what was not written',
    );
    must(log.size === before.length + accepted.length, 'holds other than it let in');
    const doc = new Y.Doc();
    applyRuns(doc, [...before, ...accepted], 'fuzz');
    must(runsOf(doc).ok, 'a document that is not canonical');
    const said = faults.map(({ fault }) => fault.code).sort();
    return [accepted.length, waiting.length, behind.length, forks.length, ...new Set(said)].join();
  },
};
