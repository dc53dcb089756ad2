import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { concatBytes, utf8 } from '#shared/bytes.ts';
import type { WriterId } from '#shared/ids.ts';
import { rootOf } from '#shared/log/structs.ts';
import { encodeUpdate, readUpdate, type Run } from '#shared/log/update.ts';
import { putVaruint, varuintLength } from '#shared/wire/varuint.ts';

const writer = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }).map((id) => id as WriterId);
const list = fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 12 });
const lists = fc.uniqueArray(fc.tuple(writer, list), { selector: ([id]) => id, minLength: 1, maxLength: 6 });
const runs = fc
  .uniqueArray(fc.tuple(writer, fc.nat({ max: 65_536 - 12 }), list), { selector: ([id]) => id, maxLength: 6 })
  .map((drawn) => drawn.map(([id, first, entries]): Run => ({ writer: id, first, entries })));

const varuint = (value: number): Uint8Array => {
  const bytes = new Uint8Array(varuintLength(value));
  putVaruint(bytes, 0, value);
  return bytes;
};
const update = (...parts: (number | Uint8Array)[]): Uint8Array =>
  concatBytes(...parts.map((part) => (typeof part === 'number' ? varuint(part) : part)));
const faulty = (bytes: Uint8Array): void => expect(readUpdate(bytes)).toMatchObject({ ok: false });

const ALICE = 123_456_789 as WriterId;
const root = update(0x03, 1, rootOf(ALICE).length, utf8(rootOf(ALICE)));
const one = update(1, Uint8Array.of(9));
/** What Yjs itself writes when someone does this in a document. */
const written = (work: (doc: Y.Doc) => void): Uint8Array => {
  const doc = new Y.Doc({ gc: true });
  doc.clientID = ALICE;
  work(doc);
  return Y.encodeStateAsUpdate(doc);
};

describe('[LOG-2] the canonical form', () => {
  test('is byte for byte what Yjs encodes from plain pushes, in any order and from any state vector on', () => {
    fc.assert(
      fc.property(lists, fc.infiniteStream(fc.nat()), (drawn, choices) => {
        const whole = new Y.Doc();
        const ahead = new Map<number, number>();
        for (const [id, entries] of drawn) {
          const doc = new Y.Doc();
          doc.clientID = id;
          doc.on('update', (bytes: Uint8Array) => Y.applyUpdate(whole, bytes));
          for (const entry of entries) doc.getArray(rootOf(id)).push([entry]);
          ahead.set(id, (choices.next().value ?? 0) % (entries.length + 1));
        }
        const all = drawn.map(([id, entries]): Run => ({ writer: id, first: 0, entries }));
        expect(encodeUpdate(all)).toEqual(Y.encodeStateAsUpdate(whole));
        const vector = Y.encodeStateVector(ahead);
        const rest = all.map((run): Run => {
          const first = ahead.get(run.writer) ?? 0;
          return { ...run, first, entries: run.entries.slice(first) };
        });
        expect(encodeUpdate(rest)).toEqual(Y.encodeStateAsUpdate(whole, vector));
      }),
    );
  });

  test('each push alone makes the update of that entry alone', () => {
    const doc = new Y.Doc();
    doc.clientID = ALICE;
    const updates: Uint8Array[] = [];
    doc.on('update', (bytes: Uint8Array) => updates.push(bytes));
    const entries = [utf8('a'), utf8('b'), utf8('c')];
    for (const entry of entries) doc.getArray(rootOf(ALICE)).push([entry]);
    expect(entries.map((entry, first) => encodeUpdate([{ writer: ALICE, first, entries: [entry] }]))).toEqual(updates);
  });
});

describe('[LOG-3] the strict reader', () => {
  test('reads back what was encoded, and nothing else encodes to those bytes', () => {
    fc.assert(
      fc.property(runs, (given) => {
        const bytes = encodeUpdate(given);
        const read = readUpdate(bytes);
        expect(read).toEqual({ ok: true, value: [...given].sort((a, b) => b.writer - a.writer) });
        expect(read.ok && encodeUpdate(read.value)).toEqual(bytes);
        for (let cut = 0; cut < bytes.length; cut += 1 + (cut >> 4)) faulty(bytes.subarray(0, cut));
        faulty(concatBytes(bytes, Uint8Array.of(0)));
      }),
    );
  });

  test('[T-1] a GC of length 2^40 for a victim is refused', () => {
    faulty(update(1, 1, ALICE, 0, 0x00, 2 ** 40, 0));
    faulty(update(1, 1, ALICE, 5, 0x00, 1, 0));
  });

  test('[T-2] deleted content as a root item is refused', () => {
    faulty(update(1, 1, ALICE, 0, 0x01, root.subarray(1), 2 ** 40, 0));
    faulty(
      written((doc) => {
        doc.getArray(rootOf(ALICE)).push([utf8('a')]);
        doc.getArray(rootOf(ALICE)).delete(0, 1);
      }),
    );
  });

  test('[T-3] a Skip and an info byte of 0x8a are refused', () => {
    faulty(update(1, 1, ALICE, 0, 0x0a, 5, 0));
    faulty(update(1, 1, ALICE, 1, Uint8Array.of(0x8a), ALICE, 0, one, 0));
  });

  test('[T-4] delete sets, of the past and of what is to come, are refused', () => {
    const past = update(1, ALICE, 1, 0, 1);
    const future = update(1, ALICE, 1, 100, 2 ** 40);
    for (const deletes of [past, future]) {
      faulty(update(1, 1, ALICE, 0, root, one, deletes));
      faulty(update(0, deletes));
    }
  });

  test('[T-5] a parentSub on a root item is refused', () => {
    faulty(update(1, 1, ALICE, 0, 0x23, root.subarray(1), 1, utf8('k'), one, 0));
    faulty(written((doc) => doc.getMap(rootOf(ALICE)).set('k', utf8('a'))));
  });

  test('[T-6] unknown, foreign and right origins are refused', () => {
    const at = (info: number, ...place: number[]): Uint8Array =>
      update(1, 1, ALICE, 7, Uint8Array.of(info), ...place, one, 0);
    expect(readUpdate(at(0x83, ALICE, 6)).ok).toBe(true);
    faulty(at(0x83, ALICE, 5));
    faulty(at(0x83, ALICE, 7));
    faulty(at(0x83, ALICE + 1, 6));
    faulty(at(0x43, ALICE, 6));
    faulty(at(0xc3, ALICE, 6, ALICE, 3));
    faulty(at(0x03, 0, ALICE, 6));
    faulty(update(1, 1, ALICE, 7, root, one, 0));
  });

  test("an entry under another writer's root, or at a root of another name, is refused", () => {
    for (const name of [rootOf((ALICE + 1) as WriterId), `${rootOf(ALICE)}0`, 'w/', 'x', rootOf(ALICE).toUpperCase()]) {
      faulty(update(1, 1, ALICE, 0, 0x03, 1, name.length, utf8(name), one, 0));
    }
  });

  test('[T-8] 3×10^7 structs claimed in 14 bytes are refused, as is every count beyond the bytes', () => {
    faulty(update(1, 3e7, ALICE, 0, 0x03));
    faulty(update(3e7, 1, ALICE, 0, root, one, 0));
    faulty(update(1, 1, ALICE, 0, root, 2 ** 40, 0));
    faulty(update(2 ** 52, 2 ** 52, ALICE, 2 ** 52));
  });

  test('[T-9] a writer twice, out of order, without entries; trailing bytes; long varuints are refused', () => {
    const block = update(1, ALICE, 0, root, one);
    const after = update(1, ALICE, 1, Uint8Array.of(0x83), ALICE, 0, one);
    const lower = update(1, 5, 1, Uint8Array.of(0x83), 5, 0, one);
    expect(readUpdate(update(2, block, lower, 0)).ok).toBe(true);
    faulty(update(2, lower, block, 0));
    faulty(update(2, block, block, 0));
    faulty(update(2, block, after, 0));
    faulty(update(1, 0, ALICE, 0, 0));
    faulty(update(1, block, 0, 0));
    faulty(update(Uint8Array.of(0x81, 0x00), block, 0));
    faulty(update(1, block, Uint8Array.of(0x80, 0x00)));
    faulty(update(1, 1, Uint8Array.of(255, 255, 255, 255, 255, 255, 255, 255, 255, 1), 0, root, one, 0));
  });

  test('[T-10] every other content type is refused', () => {
    const works: ((doc: Y.Doc) => void)[] = [
      (doc) => doc.getArray(rootOf(ALICE)).push([1]),
      (doc) => doc.getArray(rootOf(ALICE)).push(['text', null, true, { a: 1 }]),
      (doc) => doc.getArray(rootOf(ALICE)).push([new Y.Array()]),
      (doc) => doc.getArray(rootOf(ALICE)).push([new Y.Doc()]),
      (doc) => doc.getText(rootOf(ALICE)).insert(0, 'text', { bold: true }),
      (doc) => doc.getText(rootOf(ALICE)).insertEmbed(0, { image: 1 }),
      (doc) => doc.getXmlFragment(rootOf(ALICE)).push([new Y.XmlElement('p')]),
      (doc) => doc.getArray('elsewhere').push([utf8('a')]),
    ];
    for (const work of works) faulty(written(work));
    for (let info = 0; info < 256; info++) {
      if (info !== 0x03) faulty(update(1, 1, ALICE, 0, Uint8Array.of(info), root.subarray(1), one, 0));
      if (info !== 0x83) faulty(update(1, 1, ALICE, 1, Uint8Array.of(info), ALICE, 0, one, 0));
    }
    expect(readUpdate(written((doc) => doc.getArray(rootOf(ALICE)).push([utf8('a')]))).ok).toBe(true);
  });

  test('[T-11] 8,000 inserts at the head are refused at the second struct', () => {
    const bytes = written((doc) => {
      for (let i = 0; i < 8000; i++) doc.getArray(rootOf(ALICE)).insert(0, [Uint8Array.of(1)]);
    });
    faulty(bytes);
    // No byte beyond the second struct is looked at: whatever stands there, the refusal is the same.
    const changed = bytes.slice();
    changed.fill(0xff, 200);
    expect(readUpdate(changed)).toEqual(readUpdate(bytes));
  });

  test('[LOG-10] no clock reaches 65,536', () => {
    const at = (first: number): Uint8Array => encodeUpdate([{ writer: ALICE, first, entries: [utf8('a')] }]);
    expect(readUpdate(at(65_535)).ok).toBe(true);
    faulty(at(65_536));
    faulty(at(2 ** 50));
  });

  test('whatever the bytes, it answers', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => typeof readUpdate(bytes).ok === 'boolean'),
      { numRuns: 5000 },
    );
  });
});
