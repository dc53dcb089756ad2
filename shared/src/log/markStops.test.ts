import { expect, test } from 'vitest';
import type { WriterId } from '#shared/ids.ts';
import { DocumentLog } from '#shared/log/documentLog.ts';
import { admit } from '#shared/log/guard.ts';
import { markStops } from '#shared/log/markStops.ts';
import type { StopReason } from '#shared/log/stops.ts';
import { anyone, lists, timelineDocument } from '#testing/writers.ts';

const document = timelineDocument(1);
const [run] = lists({ document, writers: 1, each: 6 });

/** A replica of the list that hears of stops and of entries in some order. */
class Replica {
  readonly log = new DocumentLog(document);

  hears(upTo: number): this {
    if (run) admit(this.log, [{ ...run, entries: run.entries.slice(0, upTo) }], anyone);
    return this;
  }

  stops(reason: StopReason, count?: number): this {
    const counts = new Map<WriterId, number>(run && count !== undefined ? [[run.writer, count]] : []);
    markStops(this.log, reason, counts, (writer) => run?.entries.slice(0, this.log.count(writer)) ?? []);
    return this;
  }
}

const upTo = (count: number): Uint8Array => new Replica().stops('cut', count).hears(6).log.digest();

test('[LOG-7] a list that ended where it stops, and went on, has the digest of one that stops there', () => {
  expect(new Replica().hears(3).stops('cut', 3).hears(6).log.digest()).toEqual(upTo(3));
});

test('[LOG-7] where a cut is gone and a fork further on stands, the list stops at the fork', () => {
  const replica = new Replica().hears(6).stops('cut', 1).stops('fork', 4).stops('cut');
  expect(replica.log.digest()).toEqual(upTo(4));
});
