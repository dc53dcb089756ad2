import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { concatBytes } from '#shared/bytes.ts';
import type { Entry } from '#shared/entry/entry.ts';
import { huskOf } from '#shared/entry/husk.ts';
import { makeEntry } from '#shared/entry/make.ts';
import type { EntryId, WriterId } from '#shared/ids.ts';
import type { Admission } from '#shared/log/admission.ts';
import { applyRuns, runsOf } from '#shared/log/applyToDoc.ts';
import { DocumentLog } from '#shared/log/documentLog.ts';
import { admit } from '#shared/log/guard.ts';
import type { Judge } from '#shared/log/judge.ts';
import { encodeUpdate, readUpdate, type Run } from '#shared/log/update.ts';
import { writerId } from '#shared/log/writerId.ts';
import { anyone, lists, Pen, runOf, START, testDevice, testId, timelineDocument } from '#testing/writers.ts';

const document = timelineDocument(1);
const alice = testDevice('alice');
const bob = testDevice('bob');

const written = (count: number, device = alice, n = 0): Entry[] => {
  const pen = new Pen(document, device, n);
  return Array.from({ length: count }, () => pen.write());
};
const take = (log: DocumentLog, entries: readonly Entry[], judge = anyone): Admission =>
  admit(log, entries.length > 0 ? [runOf(entries)] : [], judge);
const slice = (entries: readonly Entry[], first: number, end?: number): Entry[] => entries.slice(first, end);
const codes = (admission: Admission): [number, string][] => admission.faults.map(({ seq, fault }) => [seq, fault.code]);
/** The entry with some byte of its signature turned. */
const garbled = (entry: Entry): Entry => {
  const bytes = entry.bytes.slice();
  bytes[bytes.length - 9] = (bytes[bytes.length - 9] ?? 0) ^ 1;
  return { ...entry, bytes };
};
const knowing = (...heads: string[]): Judge => ({
  ...anyone,
  has: (head) => heads.includes(head),
  lacks: (entry) => entry.heads.filter((head) => !heads.includes(head)),
});

describe('[LOG-4] through the guard into a document', () => {
  test('what is accepted stands as it was written, with nothing pending', () => {
    const runs = lists({ document, writers: 3, each: 40 });
    const read = readUpdate(encodeUpdate(runs));
    const log = new DocumentLog(document);
    const admission = admit(log, read.ok ? read.value : [], anyone);
    expect(admission).toMatchObject({ faults: [], waiting: [], behind: [], forks: [] });
    expect(admission.accepted).toHaveLength(120);
    const doc = new Y.Doc();
    applyRuns(doc, admission.accepted, 'test');
    const back = runsOf(doc);
    expect(back.ok && encodeUpdate(back.value)).toEqual(encodeUpdate(runs));
  });

  test('entries carry what their list said before them', () => {
    const [first, second] = take(new DocumentLog(document), written(2)).accepted;
    expect(second).toMatchObject({
      previous: first?.id,
      device: alice.device,
      heads: first?.heads,
      epoch: first?.epoch,
    });
    expect(first).not.toHaveProperty('previous');
  });

  test('[T-1] after hostile bytes in her name the next entry of the victim is accepted', () => {
    const [first, second] = written(2);
    if (!first || !second) throw new Error('unreachable');
    const log = new DocumentLog(document);
    const doc = new Y.Doc();
    applyRuns(doc, take(log, [first]).accepted, 'test');
    const hostile = Uint8Array.of(
      1,
      1,
      ...encodeUpdate([runOf([first])]).subarray(2, 10),
      1,
      0,
      255,
      255,
      255,
      255,
      1,
      0,
    );
    expect(readUpdate(hostile).ok).toBe(false);
    applyRuns(doc, take(log, [second]).accepted, 'test');
    expect(runsOf(doc)).toEqual({ ok: true, value: [runOf([first, second])] });
  });

  test('[T-7] a gap is not applied and not passed on; filled later, all stands', () => {
    const entries = written(6);
    const log = new DocumentLog(document);
    take(log, slice(entries, 0, 2));
    const gap = take(log, slice(entries, 4));
    expect(gap).toMatchObject({ accepted: [], faults: [], behind: [{ count: 2 }] });
    expect(log.size).toBe(2);
    const doc = new Y.Doc();
    expect(() => applyRuns(doc, slice(entries, 4), 'test')).toThrow(/must be applied first/);
    expect(Y.encodeStateAsUpdate(doc)).toEqual(Uint8Array.of(0, 0));
    expect(take(log, slice(entries, 1)).accepted).toHaveLength(4);
    expect(log.size).toBe(6);
  });

  test('what is held already is passed over, husks of it too', () => {
    const entries = written(5);
    const log = new DocumentLog(document);
    take(log, entries);
    const before = log.digest();
    for (const again of [entries, slice(entries, 0, 3), slice(entries, 4), entries.map(huskOf)]) {
      expect(take(log, again)).toMatchObject({ accepted: [], faults: [], forks: [] });
    }
    expect(log.digest()).toEqual(before);
  });

  test('[ENT-1] a list with husks is the same list', () => {
    const entries = written(5);
    const whole = new DocumentLog(document);
    take(whole, entries);
    const log = new DocumentLog(document);
    const admission = take(
      log,
      entries.map((entry) => (entry.seq % 2 ? huskOf(entry) : entry)),
    );
    expect(admission.accepted.map(({ id }) => id)).toEqual(entries.map(({ id }) => id));
    expect(log.digest()).toEqual(whole.digest());
  });

  test('entries of own storage are chained without a check of signatures', () => {
    const entries = written(40);
    const log = new DocumentLog(document);
    const last = entries[39];
    if (!last) throw new Error('unreachable');
    const run = runOf([...slice(entries, 0, 39), garbled(last)]);
    expect(admit(log, [run], anyone, { trusted: true }).accepted).toHaveLength(40);
  });

  test('runs of one writer given in pieces are taken in turn', () => {
    const entries = written(9);
    const pieces = [0, 3, 6].map((first) => runOf(slice(entries, first, first + 3)));
    expect(admit(new DocumentLog(document), pieces, anyone).accepted).toHaveLength(9);
  });
});

describe('[LOG-7] arrival', () => {
  test('in whatever pieces and order entries come, twice or not, the log ends up the same', () => {
    const writers = [alice, bob, testDevice('carol')].map((device) => written(40, device));
    const whole = new DocumentLog(document);
    for (const entries of writers) take(whole, entries);
    const piece = fc.tuple(fc.nat({ max: 2 }), fc.nat({ max: 39 }), fc.integer({ min: 1, max: 40 }));
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const log = new DocumentLog(document);
        let taken = 0;
        for (const [which, first, length] of pieces) {
          const admission = take(log, slice(writers[which] ?? [], first, first + length));
          expect(admission).toMatchObject({ faults: [], forks: [], waiting: [] });
          taken += admission.accepted.length;
        }
        expect(log.size).toBe(taken);
        for (const entries of writers) take(log, entries);
        expect(log.digest()).toEqual(whole.digest());
      }),
      { numRuns: 60 },
    );
  });
});

describe('[LOG-5] checkpoints', () => {
  test('[T-14] of nine valid entries and a forged one the nine stay', () => {
    const entries = written(10);
    const forged = slice(entries, 0, 9).concat(slice(entries, 9).map(garbled));
    const log = new DocumentLog(document);
    const admission = take(log, forged);
    expect(admission.accepted.map(({ id }) => id)).toEqual(slice(entries, 0, 9).map(({ id }) => id));
    expect(codes(admission)).toEqual([[9, 'signature']]);
    expect(take(log, slice(entries, 9)).accepted).toHaveLength(1);
  });

  test.each([0, 1, 30, 31, 32, 50, 63, 64, 99])('[T-59] garbled at %i, the list stays up to there', (at) => {
    const entries = written(100);
    const log = new DocumentLog(document);
    const admission = take(
      log,
      entries.map((entry) => (entry.seq === at ? garbled(entry) : entry)),
    );
    expect(admission.accepted).toHaveLength(at);
    expect(admission.faults).toHaveLength(1);
    expect(take(log, slice(entries, at)).accepted).toHaveLength(100 - at);
  });

  test('[T-59] a liar who signs only checkpoints is taken alike by all, and costs nobody else', () => {
    const liar = new UnsignedPen();
    const run = liar.run(64, (seq) => seq % 32 === 31);
    const log = new DocumentLog(document);
    const admission = admit(log, [run, runOf(written(3))], anyone);
    expect(admission).toMatchObject({ faults: [] });
    expect(admission.accepted).toHaveLength(67);
    const cut = admit(new DocumentLog(document), [{ ...run, entries: run.entries.slice(0, 40) }], anyone);
    expect(cut.accepted).toHaveLength(32);
    expect(codes(cut)).toEqual([[32, 'signature']]);
  });

  test('a bad tail of one writer leaves the others alone', () => {
    const bad = written(4).map(garbled);
    const good = written(4, bob);
    const log = new DocumentLog(document);
    expect(admit(log, [runOf(bad), runOf(good)], anyone).accepted.map(({ device }) => device)).toEqual(
      Array.from({ length: 4 }, () => bob.device),
    );
  });

  test('an entry cut short or not an entry ends the run before it', () => {
    const entries = written(3);
    const [last] = slice(entries, 2);
    const broken = {
      ...runOf(entries),
      entries: [...runOf(slice(entries, 0, 2)).entries, last?.bytes.subarray(0, 40) ?? new Uint8Array(0)],
    };
    const admission = admit(new DocumentLog(document), [broken], anyone);
    expect(admission.accepted).toHaveLength(2);
    expect(codes(admission)).toEqual([[2, 'entry-form']]);
  });
});

/** Writes a list in which only the entries it is told to are signed. */
class UnsignedPen {
  readonly #pen = new Pen(document, testDevice('liar'));

  run(count: number, signs: (seq: number) => boolean): Run {
    const entries = Array.from({ length: count }, (_, seq) => this.#entry(signs(seq)));
    return runOf(entries);
  }

  /** The pen's log takes entries unchecked, so the next one follows the garbled one. */
  #entry(signed: boolean): Entry {
    const before = this.#pen.fork();
    const entry = this.#pen.write();
    if (signed) return entry;
    const unsigned = garbled(entry);
    const log = before.log;
    admit(log, [runOf([unsigned])], anyone, { trusted: true });
    for (const [writer, head] of log.heads) this.#pen.log.advance(writer, head);
    return unsigned;
  }
}

describe('writers', () => {
  test("[T-16] a list under another device's writer id is refused", () => {
    const mine = written(3);
    const stolen = { ...runOf(written(3, bob)), writer: mine[0]?.writer ?? (0 as WriterId) };
    const [entry] = mine;
    if (!entry) throw new Error('unreachable');
    const signedAnew = makeEntry({
      ...entry,
      header: { ...entry.header, intro: { device: bob.device, n: 0 } },
      device: bob.device,
      secretKey: bob.secretKey,
    });
    const log = new DocumentLog(document);
    expect(codes(admit(log, [stolen], anyone))).toEqual([[0, 'signature']]);
    expect(codes(admit(log, [runOf([signedAnew])], anyone))).toEqual([[0, 'not-its-writer']]);
    take(log, slice(mine, 0, 1));
    expect(codes(admit(log, [runOf([signedAnew])], anyone))).toEqual([[0, 'writer-taken']]);
    expect(take(log, mine).accepted).toHaveLength(2);
  });

  test("[T-16] another device cannot go on in one's list", () => {
    const entries = written(3);
    const [, , third] = entries;
    if (!third) throw new Error('unreachable');
    const log = new DocumentLog(document);
    take(log, slice(entries, 0, 2));
    const foreign = makeEntry({ ...third, device: bob.device, secretKey: bob.secretKey });
    expect(codes(take(log, [foreign]))).toEqual([[2, 'does-not-chain']]);
    expect(take(log, [third]).accepted).toHaveLength(1);
  });

  test('[LOG-1] a device has sixteen writers and no more', () => {
    const [entry] = written(1, alice, 15);
    if (!entry) throw new Error('unreachable');
    expect(take(new DocumentLog(document), [entry]).accepted).toHaveLength(1);
    const writer = writerId(document, alice.device, 16);
    const header = { ...entry.header, intro: { device: alice.device, n: 16 } };
    const seventeenth = makeEntry({ ...entry, writer, header, secretKey: alice.secretKey });
    expect(codes(take(new DocumentLog(document), [seventeenth]))).toEqual([[0, 'entry-form']]);
  });

  test('[T-19] a list under a small-order key is refused', () => {
    const [entry] = written(1);
    if (!entry) throw new Error('unreachable');
    const bytes = entry.bytes.slice();
    bytes.fill(0, 10, 42);
    bytes.fill(0, bytes.length - 64);
    expect(codes(admit(new DocumentLog(document), [{ ...runOf([entry]), entries: [bytes] }], anyone))).toEqual([
      [0, 'signature'],
    ]);
  });

  test('[T-20] a list replayed into another document is refused', () => {
    const log = new DocumentLog(timelineDocument(2));
    expect(codes(take(log, written(3)))).toEqual([[0, 'signature']]);
    expect(log.size).toBe(0);
  });

  test('[ENT-1] an intro elsewhere than at the start, or none there, is refused', () => {
    const entries = written(3);
    const again = slice(entries, 0, 1).concat(slice(entries, 0, 1));
    expect(
      codes(
        admit(new DocumentLog(document), [{ ...runOf(entries), entries: again.map(({ bytes }) => bytes) }], anyone),
      ),
    ).toEqual([[1, 'entry-form']]);
    expect(codes(admit(new DocumentLog(document), [{ ...runOf(slice(entries, 1)), first: 0 }], anyone))).toEqual([
      [0, 'entry-form'],
    ]);
  });
});

describe('[LOG-7] forks', () => {
  const forked = (): { ours: Entry[]; theirs: Entry[]; after: Entry[] } => {
    const pen = new Pen(document, alice);
    const ours = [pen.write(), pen.write()];
    const twin = pen.fork();
    return { ours: [...ours, pen.write()], theirs: [...ours, twin.write(), twin.write()], after: [pen.write()] };
  };

  test('[T-17] the same slot twice is a proven fork and holds nothing up', () => {
    const { ours, theirs, after } = forked();
    const log = new DocumentLog(document);
    take(log, ours);
    const met = take(log, theirs);
    expect(met).toMatchObject({ accepted: [], faults: [], forks: [{ seq: 2, proven: true }] });
    expect(take(log, after).accepted).toHaveLength(1);
  });

  test('a branch without its root does not chain, and says so', () => {
    const { ours, theirs } = forked();
    const log = new DocumentLog(document);
    take(log, ours);
    expect(codes(take(log, slice(theirs, 3)))).toEqual([[3, 'does-not-chain']]);
  });

  test('[T-20] garbage in a slot held is no proof', () => {
    const { ours } = forked();
    const log = new DocumentLog(document);
    take(log, ours);
    const last = ours[2];
    if (!last) throw new Error('unreachable');
    expect(take(log, [garbled(last)])).toMatchObject({ forks: [{ seq: 2, proven: false }] });
  });

  test('[T-38] digests differ when a slot holds different entries, and agree whatever came first', () => {
    const { ours, theirs } = forked();
    const others = written(3, bob);
    const logs = [
      [ours, others],
      [others, ours],
      [slice(theirs, 0, 3), others],
    ].map((lots) => {
      const log = new DocumentLog(document);
      for (const lot of lots) take(log, lot);
      return log;
    });
    const [a, b, c] = logs;
    expect(a?.digest()).toEqual(b?.digest());
    expect(a?.vector()).toEqual(c?.vector());
    expect(a?.digest()).not.toEqual(c?.digest());
  });
});

describe('[LOG-6] charter heads', () => {
  const [old, later] = ['old', 'later'].map((name) => testId<EntryId>(name));
  if (!old || !later) throw new Error('unreachable');
  const growing = (): Entry[] => {
    const pen = new Pen(document, alice);
    return [old, old, later, later].map((head) => pen.write(undefined, { heads: [head] }));
  };

  test('what rests on heads that are not here waits; the entries before are taken', () => {
    const entries = growing();
    const log = new DocumentLog(document);
    const admission = take(log, entries, knowing(old));
    expect(admission).toMatchObject({ faults: [], waiting: [{ lacks: [later], run: { first: 2 } }] });
    expect(admission.accepted).toHaveLength(2);
    const [waiting] = admission.waiting;
    expect(admit(log, waiting ? [waiting.run] : [], knowing(old, later)).accepted).toHaveLength(2);
  });

  test('a run that begins with unknown heads waits whole', () => {
    const log = new DocumentLog(document);
    expect(take(log, growing(), knowing())).toMatchObject({
      accepted: [],
      waiting: [{ lacks: [old], run: { first: 0 } }],
    });
    expect(log.size).toBe(0);
  });

  test('an unsigned stretch before such heads waits with them instead of being charged', () => {
    const entries = growing();
    const [first, second, ...rest] = entries;
    if (!first || !second) throw new Error('unreachable');
    const admission = take(new DocumentLog(document), [first, garbled(second), ...rest], knowing(old));
    expect(admission).toMatchObject({ faults: [], waiting: [{ run: { first: 1 } }] });
  });

  test('an author the charter does not let write is refused at the entry that says so', () => {
    const judge: Judge = {
      ...anyone,
      judge: ({ heads }) =>
        heads.includes(later) ? { code: 'not-member', say: 'no member at these heads' } : undefined,
    };
    const log = new DocumentLog(document);
    const admission = take(log, growing(), judge);
    expect(admission.accepted).toHaveLength(2);
    expect(codes(admission)).toEqual([[2, 'not-member']]);
  });

  test('[ENT-4] heads that go backwards void the entry and all after it, kept all the same', () => {
    const pen = new Pen(document, alice);
    const entries = [old, later, old, later].map((head) => pen.write(undefined, { heads: [head] }));
    const judge: Judge = { ...anyone, descends: (after, before) => after.includes(later) || !before.includes(later) };
    const logs = [1, 2, 3].map((cut) => {
      const log = new DocumentLog(document);
      return [...take(log, slice(entries, 0, cut), judge).accepted, ...take(log, slice(entries, cut), judge).accepted];
    });
    for (const accepted of logs) {
      expect(accepted.map((entry) => entry.void?.code)).toEqual([
        undefined,
        undefined,
        'heads-backwards',
        'heads-backwards',
      ]);
    }
  });
});

describe('[TIM-2] time', () => {
  const at = (...times: number[]): Entry[] => {
    const pen = new Pen(document, alice);
    return times.map((ms) => pen.write(undefined, { hlc: { ms: START + ms, counter: 0 } }));
  };
  const voids = (entries: readonly Entry[]): (string | undefined)[] =>
    take(new DocumentLog(document), entries).accepted.map((entry) => entry.void?.code);

  test('[T-41] an entry not after the one before is void alone', () => {
    expect(voids(at(10, 10, 5, 11))).toEqual([undefined, 'hlc-backwards', 'hlc-backwards', undefined]);
  });

  test("[T-56] one ten years ahead voids nobody's entries, its writer's own included", () => {
    const years = 10 * 365 * 86_400_000;
    expect(voids(at(10, years, 20))).toEqual([undefined, 'other-month', undefined]);
    const log = new DocumentLog(document);
    take(log, at(10, years));
    expect(take(log, written(3, bob)).accepted.map((entry) => entry.void)).toEqual([undefined, undefined, undefined]);
  });

  test('an entry of another month than its document is void, kept and passed on', () => {
    const month = 31 * 86_400_000;
    expect(voids(at(-month, 0, month, 2 ** 47, 1))).toEqual([
      'other-month',
      undefined,
      'other-month',
      'other-month',
      undefined,
    ]);
  });
});

describe('[LOG-10] limits', () => {
  test('a sealed entry in a charter, or a first one without heads or epoch, is out of form', () => {
    const [entry] = written(1);
    if (!entry) throw new Error('unreachable');
    const { epoch: _, ...withoutEpoch } = entry.header;
    const { heads: __, ...withoutHeads } = entry.header;
    for (const header of [withoutEpoch, withoutHeads]) {
      const made = makeEntry({ ...entry, header, secretKey: alice.secretKey });
      expect(codes(take(new DocumentLog(document), [made]))).toEqual([[0, 'entry-form']]);
    }
    const charter = new DocumentLog(timelineDocument(1, 'charter'));
    expect(codes(admit(charter, [runOf([entry])], anyone))).toEqual([[0, 'entry-form']]);
  });

  test('an entry of more than 20 KiB ends the run', () => {
    const [first, second] = written(2);
    if (!first || !second) throw new Error('unreachable');
    const run = {
      ...runOf([first, second]),
      entries: [first.bytes, concatBytes(second.bytes, new Uint8Array(21_000))],
    };
    expect(codes(admit(new DocumentLog(document), [run], anyone))).toEqual([[1, 'entry-large']]);
  });
});
