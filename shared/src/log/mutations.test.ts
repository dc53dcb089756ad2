/** T-13: hostile bytes by the thousand. `GRAPEVINE_MUTATIONS=1000000` for the long run. */
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { equalBytes, toText } from '#shared/bytes.ts';
import { applyRuns, runsOf } from '#shared/log/applyToDoc.ts';
import { DocumentLog } from '#shared/log/documentLog.ts';
import { admit } from '#shared/log/guard.ts';
import { readStateVector } from '#shared/log/stateVector.ts';
import { readSyncMessage } from '#shared/log/syncMessage.ts';
import { encodeUpdate, readUpdate } from '#shared/log/update.ts';
import { mutate } from '#testing/mutate.ts';
import { seededRandom } from '#testing/seededRandom.ts';
import { anyone, lists, timelineDocument } from '#testing/writers.ts';

const ROUNDS = Number(process.env['GRAPEVINE_MUTATIONS'] ?? 20_000);
const SEED = Number(process.env['GRAPEVINE_SEED'] ?? 20261120);

test(
  `[T-13] of ${ROUNDS} mutated updates none throws, hangs, or brings in what was not written`,
  () => {
    const document = timelineDocument(1);
    const runs = lists({ document, writers: 2, each: 2, text: 'hi' });
    const original = encodeUpdate(runs);
    const genuine = new Set(runs.flatMap((run) => run.entries.map(toText)));
    const random = seededRandom(SEED);
    let readable = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const bytes = mutate(original, random);
      const read = readUpdate(bytes);
      readStateVector(bytes);
      readSyncMessage(bytes);
      if (!read.ok) continue;
      readable++;
      if (!equalBytes(encodeUpdate(read.value), bytes)) throw new Error(`seed ${SEED}, round ${round}: not canonical`);
      const log = new DocumentLog(document);
      const { accepted } = admit(log, read.value, anyone);
      const strange = accepted.find((entry) => !genuine.has(toText(entry.bytes)));
      if (strange || log.size !== accepted.length)
        throw new Error(`seed ${SEED}, round ${round}: let in what was not written`);
      const doc = new Y.Doc();
      applyRuns(doc, accepted, 'mutated');
      if (!runsOf(doc).ok) throw new Error(`seed ${SEED}, round ${round}: the document is not canonical`);
    }
    expect(readable).toBeGreaterThan(ROUNDS / 100);
  },
  30_000 + ROUNDS,
);
