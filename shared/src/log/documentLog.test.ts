import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toText } from '#shared/bytes.ts';
import { encode } from '#shared/cbor.ts';
import { hash } from '#shared/crypto/hash.ts';
import type { DeviceId, EntryId, WriterId } from '#shared/ids.ts';
import { DocumentLog } from '#shared/log/documentLog.ts';
import { admit } from '#shared/log/guard.ts';
import { isAheadOfMe, nextN } from '#shared/log/ownWriter.ts';
import { Quarantine } from '#shared/log/quarantine.ts';
import { rootDigest } from '#shared/log/rootDigest.ts';
import { encodeUpdate, type Run } from '#shared/log/update.ts';
import { deriveWriterId, writerId } from '#shared/log/writerId.ts';
import { anyone, lists, Pen, runOf, testDevice, testId, timelineDocument } from '#testing/writers.ts';

const document = timelineDocument(1);

describe('[LOG-7] the digest', () => {
  test('follows from what is held, not from how it came', () => {
    const runs = lists({ document, writers: 3, each: 6 });
    const cuts = fc.array(fc.tuple(fc.nat({ max: 2 }), fc.integer({ min: 1, max: 6 })), { maxLength: 20 });
    const whole = new DocumentLog(document);
    admit(whole, runs, anyone);
    fc.assert(
      fc.property(cuts, (steps) => {
        const log = new DocumentLog(document);
        for (const [which, upTo] of [...steps, [2, 6], [0, 6], [1, 6]] as [number, number][]) {
          const run = runs[which];
          if (run) admit(log, [{ ...run, entries: run.entries.slice(0, upTo) }], anyone);
        }
        expect(log.digest()).toEqual(whole.digest());
        expect(log.size).toBe(18);
      }),
      { numRuns: 40 },
    );
  });

  test('changes with every entry', () => {
    const pen = new Pen(document, testDevice('a'));
    const seen = new Set<string>([toText(pen.log.digest())]);
    for (let i = 0; i < 5; i++) {
      pen.write();
      seen.add(toText(pen.log.digest()));
    }
    expect(seen.size).toBe(6);
  });

  test('[SYN-2] of a room follows from its documents, not from their order, and passes over empty ones', () => {
    const [a, b] = ['a', 'b'].map((name) => hash('test', Uint8Array.of(name.charCodeAt(0))));
    if (!a || !b) throw new Error('unreachable');
    const first = { segment: '2026-10', digest: a };
    const second = { segment: '2026-11', digest: b };
    const empty = { segment: '2026-12', digest: new DocumentLog(document).digest() };
    expect(rootDigest([first, second])).toEqual(rootDigest([second, empty, first]));
    expect(rootDigest([first])).not.toEqual(rootDigest([second]));
    expect(rootDigest([{ ...first, digest: b }])).not.toEqual(rootDigest([first]));
  });
});

describe('a kept log', () => {
  test('goes on where it stood', () => {
    const pen = new Pen(document, testDevice('a'));
    const entries = Array.from({ length: 6 }, () => pen.write());
    const log = new DocumentLog(document);
    admit(log, [runOf(entries.slice(0, 4)), ...lists({ document, writers: 2, each: 3 })], anyone);
    const back = DocumentLog.restore(log.snapshot());
    if (!back.ok) throw new Error(back.fault.say);
    expect([...back.value.heads]).toEqual([...log.heads]);
    expect(back.value.digest()).toEqual(log.digest());
    expect(back.value.size).toBe(log.size);
    expect(admit(back.value, [runOf(entries)], anyone).accepted).toEqual(admit(log, [runOf(entries)], anyone).accepted);
  });

  test('of another form is a fault', () => {
    for (const bytes of [
      new Uint8Array(0),
      encode({}),
      encode({ document: 'x', rows: [] }),
      encode({ document, rows: [[1, {}]] }),
    ]) {
      expect(DocumentLog.restore(bytes).ok).toBe(false);
    }
    expect(DocumentLog.restore(new DocumentLog(document).snapshot()).ok).toBe(true);
  });
});

describe('[LOG-1] writer ids', () => {
  test('are 53 bits of an iterated hash, of document, device and n', () => {
    const { device } = testDevice('a');
    const id = writerId(document, device, 0);
    expect(Number.isSafeInteger(id)).toBe(true);
    expect(deriveWriterId(document, device, 0)).toBe(id);
    const others = [
      writerId(document, device, 1),
      writerId(timelineDocument(2), device, 0),
      writerId(document, testDevice('b').device, 0),
    ];
    expect(new Set([id, ...others]).size).toBe(4);
  });

  test('stay what they are', () => {
    expect(deriveWriterId(document, testId<DeviceId>('fixed'), 3)).toBe(FIXED);
  });
});

/** Every replica must derive the same: a change here is a new protocol. */
const FIXED = 5_609_285_815_542_995;

describe('[LOG-9] own writers', () => {
  const { device } = testDevice('a');

  test('[T-40] one seen ahead of what this device made is noticed', () => {
    const writer = writerId(document, device, 0);
    expect(isAheadOfMe(new Map([[writer, 5]]), writer, 4)).toBe(true);
    expect(isAheadOfMe(new Map([[writer, 5]]), writer, 5)).toBe(false);
    expect(isAheadOfMe(new Map(), writer, 0)).toBe(false);
  });

  test('[T-40] the next n is the lowest nobody has seen, in a charter none', () => {
    const seen = new Set([0, 1, 3].map((n) => writerId(document, device, n)));
    const has = (writer: WriterId): boolean => seen.has(writer);
    expect(nextN(document, device, 0, has)).toBe(2);
    expect(nextN(document, device, 2, has)).toBe(4);
    expect(nextN(document, device, 15, has)).toBeUndefined();
    expect(nextN(timelineDocument(1, 'charter'), device, 0, has)).toBeUndefined();
  });
});

describe('[LOG-6] the quarantine', () => {
  const head = testId<EntryId>('head');
  const other = testId<EntryId>('other');
  const run = (writer: number, first: number, count: number, size = 100): Run => ({
    writer: writer as WriterId,
    first,
    entries: Array.from({ length: count }, (_, i) => new Uint8Array(size).fill(first + i)),
  });

  test('gives back what waits for nothing any more', () => {
    const held = new Quarantine();
    held.hold(document, { run: run(1, 0, 2), lacks: [head] });
    held.hold(document, { run: run(2, 0, 2), lacks: [head, other] });
    expect(held.release((id) => id === head)).toEqual([{ document, run: run(1, 0, 2), lacks: [head] }]);
    expect(held.release(() => true)).toHaveLength(1);
    expect(held.bytes).toBe(0);
  });

  test('joins what comes later of a writer', () => {
    const held = new Quarantine();
    held.hold(document, { run: run(1, 3, 2), lacks: [head] });
    held.hold(document, { run: run(1, 3, 2), lacks: [head] });
    held.hold(document, { run: run(1, 4, 3), lacks: [other] });
    expect(held.release(() => true)).toEqual([{ document, run: run(1, 3, 4), lacks: [head, other] }]);
  });

  test('holds 1 MiB a link, tiny entries counted at what they cost', () => {
    const held = new Quarantine();
    expect(held.hold(document, { run: run(1, 0, 50, 20_000), lacks: [head] })).toBe(true);
    expect(held.hold(document, { run: run(2, 0, 10, 20_000), lacks: [head] })).toBe(false);
    expect(held.bytes).toBeLessThanOrEqual(1024 * 1024);
    expect(held.hold(document, { run: run(3, 0, 5000, 1), lacks: [head] })).toBe(false);
    expect(held.drop((id) => id !== document)).toHaveLength(0);
    expect(held.drop()).toHaveLength(1);
    expect(held.bytes).toBe(0);
  });

  test('keeps no frame alive', () => {
    const frame = encodeUpdate([run(1, 0, 3)]);
    const held = new Quarantine();
    const entry = frame.subarray(20, 120);
    held.hold(document, { run: { ...run(1, 0, 1), entries: [entry] }, lacks: [head] });
    expect(held.release(() => true)[0]?.run.entries[0]?.buffer).not.toBe(frame.buffer);
  });
});
