import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as syncProtocol from 'y-protocols/sync';
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { concatBytes } from '#shared/bytes.ts';
import type { WriterId } from '#shared/ids.ts';
import { encodeStateVector, readStateVector } from '#shared/log/stateVector.ts';
import { readSyncMessage, writeStep1, writeStep2, writeUpdate } from '#shared/log/syncMessage.ts';
import { EVERY_WRITER } from '#shared/log/vectorPages.ts';

const writer = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }).map((id) => id as WriterId);
const vectors = fc
  .uniqueArray(fc.tuple(writer, fc.nat({ max: 65_536 })), { selector: ([id]) => id, maxLength: 20 })
  .map((pairs) => new Map(pairs));

describe('state vectors', () => {
  test('are byte for byte what Yjs encodes, and read back', () => {
    fc.assert(
      fc.property(vectors, (vector) => {
        const bytes = encodeStateVector(vector);
        expect(bytes).toEqual(Y.encodeStateVector(vector));
        expect(readStateVector(bytes)).toEqual({ ok: true, value: vector });
        for (let cut = 0; cut < bytes.length; cut++) expect(readStateVector(bytes.subarray(0, cut)).ok).toBe(false);
        expect(readStateVector(concatBytes(bytes, Uint8Array.of(0))).ok).toBe(false);
      }),
    );
  });

  test('[T-12] one of 10^6 pairs is refused for its size, one that claims them for its claim', () => {
    const pairs = new Uint8Array(3 + 2_000_000);
    pairs.set([0xc0, 0x84, 0x3d]);
    expect(readStateVector(pairs)).toMatchObject({ fault: { say: 'a state vector larger than a frame' } });
    expect(readStateVector(pairs.subarray(0, 100))).toMatchObject({
      fault: { say: 'more writers claimed than bytes remain' },
    });
  });

  test('a writer twice, out of order, or with more entries than one can have is refused', () => {
    for (const bytes of [
      [2, 1, 1, 1, 1],
      [2, 1, 1, 2, 1],
      [1, 1, 0x81, 0x80, 0x04],
      [1, 1, 0x80, 0x00],
    ]) {
      expect(readStateVector(Uint8Array.from(bytes)).ok).toBe(false);
    }
  });
});

describe('sync messages', () => {
  test('are byte for byte those of y-protocols', () => {
    const doc = new Y.Doc();
    doc.getArray('a').push([1]);
    const message = (work: (encoder: encoding.Encoder) => void): Uint8Array => {
      const encoder = encoding.createEncoder();
      work(encoder);
      return encoding.toUint8Array(encoder);
    };
    const update = Y.encodeStateAsUpdate(doc);
    const vector = new Map([[doc.clientID as WriterId, 1]]);
    expect(writeStep1(vector)).toEqual(message((to) => syncProtocol.writeSyncStep1(to, doc)));
    expect(writeStep2(update)).toEqual(message((to) => syncProtocol.writeSyncStep2(to, doc)));
    expect(writeUpdate(update)).toEqual(message((to) => syncProtocol.writeUpdate(to, update)));
    expect(readSyncMessage(writeStep1(vector))).toEqual({ ok: true, value: { step: 1, ...EVERY_WRITER, vector } });
    expect(readSyncMessage(writeStep2(update))).toEqual({ ok: true, value: { step: 2, update } });
    expect(readSyncMessage(writeUpdate(update))).toEqual({ ok: true, value: { step: 'update', update } });
  });

  test('of unknown type, of another length than they say, or empty are refused', () => {
    for (const bytes of [[], [0], [3, 0], [0, 2, 0], [2, 1], [2, 0, 0], [0, 0], [1, 0x80, 0x00]]) {
      expect(readSyncMessage(Uint8Array.from(bytes)).ok).toBe(false);
    }
  });
});
