import { describe, expect, test } from 'vitest';
import { decode, encode } from '#shared/cbor.ts';
import type { Entry } from '#shared/entry/entry.ts';
import { makeEntry } from '#shared/entry/make.ts';
import { CHARTER, documentId, type DocumentId, type EntryId, type EpochId } from '#shared/ids.ts';
import { DocumentLog } from '#shared/log/documentLog.ts';
import { roomIdOf } from '#shared/log/genesis.ts';
import { admit } from '#shared/log/guard.ts';
import type { Judge } from '#shared/log/judge.ts';
import { Pen, runOf, testDevice, testId } from '#testing/writers.ts';
import { seededRandom } from '#testing/seededRandom.ts';

const founder = testDevice('founder');
const GENESIS = { t: 'genesis', deps: [] };
const charter = (): DocumentId => documentId(roomIdOf(founder.device, encode(GENESIS)), CHARTER);

/** Knows a charter entry once it came in; what an entry rests on stands in its `deps`. */
function judgeOf(): Judge & { readonly known: Set<EntryId> } {
  const known = new Set<EntryId>();
  const depsOf = (payload: Uint8Array): EntryId[] => {
    const op = decode(payload);
    return op.ok ? (op.value as { deps: EntryId[] }).deps : [];
  };
  return {
    known,
    has: (head) => known.has(head),
    lacks: ({ payload }) => depsOf(payload).filter((dep) => !known.has(dep)),
    judge: () => undefined,
    descends: () => true,
    taken: ({ id }) => void known.add(id),
  };
}

/** A charter of `writers` devices, each op resting on the one made before it, whoever made that. */
function story(writers: number, ops: number): Entry[] {
  const log = new DocumentLog(charter());
  const device = (i: number) => (i === 0 ? founder : testDevice(`member ${i}`));
  const pens = Array.from({ length: writers }, (_, i) => new Pen(charter(), device(i), 0, log));
  const [first] = pens;
  if (!first) throw new Error('unreachable');
  const entries = [first.write(GENESIS)];
  for (let i = 1; i < ops; i++) {
    const pen = pens[(i * 7) % writers] ?? first;
    entries.push(pen.write({ t: 'op', number: i, deps: [entries[i - 1]?.id] }));
  }
  return entries;
}

const runsOf = (entries: readonly Entry[]) =>
  Map.groupBy(entries, (entry) => entry.writer)
    .values()
    .map(runOf)
    .toArray()
    .sort((a, b) => b.writer - a.writer);

describe('[LOG-6] charters', () => {
  test('entries that rest on each other across writers are all taken from one update, in order', () => {
    const entries = story(5, 60);
    const log = new DocumentLog(charter());
    const { accepted, waiting, faults } = admit(log, runsOf(entries), judgeOf());
    expect({ waiting, faults }).toEqual({ waiting: [], faults: [] });
    expect(accepted.map(({ id }) => id)).toEqual(entries.map(({ id }) => id));
  });

  test('in whatever order entries come, once all are here all are taken', () => {
    const entries = story(4, 24);
    for (let seed = 1; seed <= 20; seed++) {
      const random = seededRandom(seed);
      const log = new DocumentLog(charter());
      const judge = judgeOf();
      const lots = entries.map((entry) => ({ entry, at: random.fraction() })).sort((a, b) => a.at - b.at);
      let held = lots.map(({ entry }) => runOf([entry]));
      for (let rounds = 0; rounds < 40 && held.length > 0; rounds++) {
        const { waiting, behind } = admit(log, held, judge);
        held = [...waiting, ...behind].map(({ run }) => run);
      }
      expect(log.size).toBe(entries.length);
    }
  });

  test('600 ops that each rest on one of another writer cost a few looks each', () => {
    const judge = judgeOf();
    let looks = 0;
    const counting: Judge = { ...judge, lacks: (entry) => (looks++, judge.lacks(entry)) };
    const entries = story(300, 600);
    expect(admit(new DocumentLog(charter()), runsOf(entries), counting).accepted).toHaveLength(600);
    expect(looks).toBeLessThan(3 * 600);
  });

  test('a garbled entry ends its list there; what rests on it waits', () => {
    const entries = story(3, 12);
    const garbled = entries.map((entry, i) =>
      i === 6 ? { ...entry, bytes: entry.bytes.with(entry.bytes.length - 1, 1) } : entry,
    );
    const { accepted, waiting, faults } = admit(new DocumentLog(charter()), runsOf(garbled), judgeOf());
    expect(accepted).toHaveLength(6);
    expect(faults).toMatchObject([{ fault: { code: 'signature' } }]);
    expect(waiting.every(({ lacks }) => lacks.length > 0)).toBe(true);
  });
});

describe('[DOC-1] the genesis', () => {
  test('an empty charter takes nothing before it', () => {
    const entries = story(3, 12);
    const [genesis] = entries;
    const log = new DocumentLog(charter());
    const judge = judgeOf();
    const rest = runsOf(entries.slice(1)).filter((run) => run.first === 0);
    const early = admit(log, rest, judge);
    expect(early).toMatchObject({ accepted: [], faults: [] });
    expect(early.waiting).toHaveLength(rest.length);
    expect(admit(log, genesis ? [runOf([genesis])] : [], judge).accepted).toHaveLength(1);
    expect(log.founder).toBe(genesis?.writer);
  });

  test('[T-17] another entry in its slot is ignored, first or last, and is no fork', () => {
    const [genesis] = story(1, 1);
    if (!genesis) throw new Error('unreachable');
    const payload = encode({ t: 'genesis', deps: [], other: true });
    const other = makeEntry({ ...genesis, payload, secretKey: founder.secretKey });
    const log = new DocumentLog(charter());
    expect(admit(log, [runOf([other])], judgeOf())).toMatchObject({
      accepted: [],
      forks: [],
      waiting: [{ lacks: [] }],
    });
    expect(admit(log, [runOf([other]), runOf([genesis])], judgeOf()).accepted).toEqual([genesis]);
    const late = admit(log, [runOf([other])], judgeOf());
    expect(late).toMatchObject({ forks: [], faults: [{ seq: 0, fault: { code: 'not-genesis' } }] });
    const restored = DocumentLog.restore(log.snapshot());
    expect(restored.ok && restored.value.founder).toBe(log.founder);
  });

  test('[LOG-10] a device has one writer in a charter, of at most 1,024 entries, that states no heads', () => {
    const [genesis] = story(1, 1);
    if (!genesis) throw new Error('unreachable');
    const log = new DocumentLog(charter());
    admit(log, [runOf([genesis])], judgeOf());
    const second = new Pen(charter(), testDevice('second'), 0, log).write({ t: 'op', deps: [genesis.id] });
    const fresh = new DocumentLog(charter());
    admit(fresh, [runOf([genesis])], judgeOf());
    const anew = (change: Partial<Entry['header']>): Entry =>
      makeEntry({ ...second, header: { ...second.header, ...change }, secretKey: testDevice('second').secretKey });
    const { device } = testDevice('second');
    for (const change of [{ intro: { device, n: 1 } }, { heads: [genesis.id] }, { epoch: testId<EpochId>('e') }]) {
      const { faults } = admit(fresh, [runOf([anew(change)])], judgeOf());
      expect(faults).toMatchObject([{ fault: { code: 'entry-form' } }]);
    }
    expect(admit(fresh, [{ ...runOf([second]), first: 1024 }], judgeOf()).behind).toHaveLength(1);
  });
});
