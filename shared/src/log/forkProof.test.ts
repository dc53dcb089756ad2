import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyone, Pen, runOf, testDevice, timelineDocument } from '#testing/writers.ts';
import type { Entry } from '#shared/entry/entry.ts';
import { makeEntry } from '#shared/entry/make.ts';
import { CHARTER, documentId } from '#shared/ids.ts';
import { encode } from '#shared/cbor.ts';
import { roomIdOf } from '#shared/log/genesis.ts';
import { branchOf, type Branch } from '#shared/log/branch.ts';
import { DocumentLog } from '#shared/log/documentLog.ts';
import { checkFork, forkedIds, type ForkProof } from '#shared/log/forkProof.ts';
import { admit } from '#shared/log/guard.ts';

const document = timelineDocument(1);
const mallory = testDevice('mallory');
const eve = testDevice('eve');

const written = (pen: Pen, count: number): Entry[] => Array.from({ length: count }, () => pen.write());

/** Two lists of one device that part at `seq`. */
function parted(seq: number, one: number, other: number): { seq: number; ours: Entry[]; theirs: Entry[] } {
  const pen = new Pen(document, mallory);
  const common = written(pen, seq);
  const twin = pen.fork();
  return { seq, ours: [...common, ...written(pen, one)], theirs: [...common, ...written(twin, other)] };
}

function branchAt(entries: readonly Entry[], seq: number): Branch {
  const [first] = entries;
  if (!first) throw new Error('a list of nothing');
  const place = { document, writer: first.writer, device: first.device, seq };
  const branch = branchOf(
    place,
    entries[seq - 1]?.id,
    entries.slice(seq).map(({ bytes }) => bytes),
  );
  if (!branch) throw new Error('a branch nobody vouches for');
  return branch;
}

const proofOf = ({ seq, ours, theirs }: ReturnType<typeof parted>): ForkProof => ({
  document,
  device: mallory.device,
  n: 0,
  seq,
  branches: [branchAt(ours, seq), branchAt(theirs, seq)],
});

function take(log: DocumentLog, entries: readonly Entry[]): ReturnType<typeof admit> {
  return admit(log, [runOf(entries)], anyone);
}

describe('[LOG-8] a fork and its proof', () => {
  test('[T-17] two entries of one device in one slot are a proof, whoever reads it and whatever they hold', () => {
    const fork = parted(3, 2, 1);
    const proven = checkFork(proofOf(fork));
    expect(proven.ok && [proven.value.writer, proven.value.seq]).toEqual([fork.ours[0]?.writer, 3]);
    expect(proven.ok && forkedIds(proven.value)).toEqual([fork.ours[3]?.id, fork.theirs[3]?.id]);
  });

  test('a proof says nothing of what was said', () => {
    const [{ bytes }] = parted(2, 1, 1).ours.slice(2) as [Entry];
    const [branch] = proofOf(parted(2, 1, 1)).branches;
    expect(branch.entries[0]?.length).toBeLessThan(bytes.length);
  });

  test.for<[string, (proof: ForkProof) => ForkProof]>([
    ['the same entry twice', (proof) => ({ ...proof, branches: [proof.branches[0], proof.branches[0]] })],
    ['another device', (proof) => ({ ...proof, device: eve.device })],
    ['another n', (proof) => ({ ...proof, n: 1 })],
    ['an n no writer has', (proof) => ({ ...proof, n: 16 })],
    ['another slot', (proof) => ({ ...proof, seq: proof.seq + 1 })],
    ['another document', (proof) => ({ ...proof, document: timelineDocument(2) })],
    [
      'a branch of nothing',
      (proof) => ({ ...proof, branches: [proof.branches[0], { ...proof.branches[1], entries: [] }] }),
    ],
    [
      'a branch that follows nothing',
      (proof) => ({ ...proof, branches: [proof.branches[0], { entries: proof.branches[1].entries }] }),
    ],
    [
      'a garbled signature',
      (proof) => {
        const entries = proof.branches[1].entries.map((entry) => entry.with(-1, (entry.at(-1) ?? 0) ^ 1));
        return { ...proof, branches: [proof.branches[0], { ...proof.branches[1], entries }] };
      },
    ],
  ])('%s proves nothing', ([, change]) => {
    const proof = proofOf(parted(3, 2, 2));
    expect(checkFork(proof).ok).toBe(true);
    expect(checkFork(change(proof))).toMatchObject({ ok: false, fault: { code: 'fork-proof' } });
  });

  test('nobody can be framed: changing any byte of a proof leaves a proof of the same device or none', () => {
    const proof = proofOf(parted(1, 1, 1));
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const [entry] = proof.branches[1].entries as [Uint8Array];
        const place = at % entry.length;
        const changed = entry.with(place, (entry[place] ?? 0) ^ flip);
        const checked = checkFork({
          ...proof,
          branches: [proof.branches[0], { ...proof.branches[1], entries: [changed] }],
        });
        expect(checked.ok).toBe(false);
      }),
    );
  });
});

describe('[LOG-8] what a proven fork does in a timeline', () => {
  test('[T-60] lists of unequal length are void from the fork on, whichever branch is held', () => {
    const fork = parted(2, 40, 3);
    for (const list of [fork.ours, fork.theirs]) {
      const log = new DocumentLog(document);
      const writer = list[0]?.writer;
      if (writer === undefined) throw new Error('a list of nothing');
      log.stop('fork', new Map([[writer, 2]]));
      const { accepted } = take(log, list);
      expect(accepted.map((entry) => entry.void?.code)).toEqual(
        list.map(({ seq }) => (seq < 2 ? undefined : 'forked')),
      );
    }
  });

  test('beyond the fork nothing more comes in, and nobody is charged for it', () => {
    const { ours, theirs } = parted(2, 3, 3);
    const log = new DocumentLog(document);
    take(log, ours.slice(0, 4));
    log.stop('fork', new Map([[ours[0]?.writer ?? (0 as never), 2]]));
    for (const more of [ours, theirs, ours.slice(4), theirs.slice(4)])
      expect(take(log, more)).toEqual({ accepted: [], waiting: [], behind: [], faults: [], forks: [], beside: [] });
  });
});

describe('[LOG-7] digests stop at the lowest proven fork', () => {
  const digestOf = (list: readonly Entry[], seq: number | undefined): string => {
    const log = new DocumentLog(document);
    if (seq !== undefined) log.stop('fork', new Map([[list[0]?.writer ?? (0 as never), seq]]));
    if (list.length > 0) take(log, list);
    return String(log.digest());
  };

  test('[T-38] two that hold different branches agree once both know of the fork', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 4 }),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 4 }),
        (seq, one, other) => {
          const { ours, theirs } = parted(seq, one, other);
          expect(digestOf(ours, undefined)).not.toBe(digestOf(theirs, undefined));
          expect(digestOf(ours, seq)).toBe(digestOf(theirs, seq));
          expect(digestOf(ours, seq)).toBe(digestOf(ours.slice(0, seq), undefined));
        },
      ),
      { numRuns: 20 },
    );
  });

  test('[T-39] a proof above the place where lists part leaves the digests different; the lower one evens them', () => {
    const { ours, theirs } = parted(1, 4, 4);
    expect(digestOf(ours, 3)).not.toBe(digestOf(theirs, 3));
    expect(digestOf(ours, 1)).toBe(digestOf(theirs, 1));
  });

  test('a cut stops the count as well, and the lower of the two stands', () => {
    const { ours } = parted(2, 3, 1);
    const writer = ours[0]?.writer ?? (0 as never);
    const log = new DocumentLog(document);
    log.stop('fork', new Map([[writer, 4]]));
    log.stop('cut', new Map([[writer, 2]]));
    take(log, ours);
    expect(String(log.digest())).toBe(digestOf(ours.slice(0, 2), undefined));
    expect(log.counted().get(writer)).toBe(2);
  });
});

test('[DOC-1] beside the genesis nothing is a fork', () => {
  const founder = testDevice('founder');
  const op = { t: 'genesis' };
  const charter = documentId(roomIdOf(founder.device, encode(op)), CHARTER);
  const genesis = new Pen(charter, founder).write(op);
  const other = makeEntry({ ...genesis, payload: encode({ t: 'other' }), secretKey: founder.secretKey });
  const branches = [{ entries: [genesis.bytes] }, { entries: [other.bytes] }] as const;
  const proof: ForkProof = { document: charter, device: founder.device, n: 0, seq: 0, branches };
  expect(checkFork(proof)).toMatchObject({ ok: false, fault: { say: expect.stringContaining('genesis') as string } });
});
