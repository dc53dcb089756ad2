import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { concatBytes } from '#shared/bytes.ts';
import type { WriterId } from '#shared/ids.ts';
import { encodeStateVector } from '#shared/log/stateVector.ts';
import { readSyncMessage, writeStep1, writeStep1Page } from '#shared/log/syncMessage.ts';
import { EVERY_WRITER, firstPage, LINES_A_PAGE, spanBelow, speaksOf, vectorPages } from '#shared/log/vectorPages.ts';
import { MAX_FRAME } from '#shared/wire/frames.ts';

const writer = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }).map((id) => id as WriterId);
const vectors = fc
  .uniqueArray(fc.tuple(writer, fc.nat({ max: 65_536 })), { selector: ([id]) => id, maxLength: 40 })
  .map((pairs) => new Map(pairs));
const lines = fc.integer({ min: 1, max: 12 });

describe('[LOG-10] pages of a state vector', () => {
  test('speak of every writer once, of none twice, and hold together what the vector holds', () => {
    fc.assert(
      fc.property(vectors, lines, fc.array(writer), (vector, most, others) => {
        const pages = [...vectorPages(vector, EVERY_WRITER, most)];
        expect(new Map(pages.flatMap((page) => [...page.vector]))).toEqual(vector);
        expect(pages.every((page) => page.vector.size <= most)).toBe(true);
        for (const id of [...vector.keys(), ...others])
          expect(pages.filter((page) => speaksOf(page, id))).toHaveLength(1);
      }),
    );
  });

  test('asked one after the other, from a vector that grows meanwhile, leave no writer out', () => {
    fc.assert(
      fc.property(vectors, vectors, lines, (vector, grown, most) => {
        const asked: ReturnType<typeof firstPage>[] = [];
        let now = vector;
        for (let span = spanBelow({ ...EVERY_WRITER, least: EVERY_WRITER.most + 1 }); span;) {
          const page = firstPage(now, span, most);
          asked.push(page);
          now = new Map([...vector, ...grown]);
          span = spanBelow(page);
        }
        for (const id of now.keys()) expect(asked.filter((page) => speaksOf(page, id))).toHaveLength(1);
      }),
    );
  });

  test('are read back as they were written; a page of all writers is a plain step 1', () => {
    fc.assert(
      fc.property(vectors, lines, (vector, most) => {
        const pages = [...vectorPages(vector, EVERY_WRITER, most)];
        for (const page of pages)
          expect(readSyncMessage(writeStep1Page(page))).toEqual({ ok: true, value: { step: 1, ...page } });
        if (pages.length === 1) expect(writeStep1Page(firstPage(vector))).toEqual(writeStep1(vector));
      }),
    );
  });

  test('the largest fits a frame', () => {
    const full = Array.from(
      { length: LINES_A_PAGE },
      (_, i) => [(Number.MAX_SAFE_INTEGER - i - 1) as WriterId, 65_535] as const,
    );
    const page = {
      most: Number.MAX_SAFE_INTEGER - 1,
      least: 1,
      vector: new Map(full) as ReadonlyMap<WriterId, number>,
    };
    expect(writeStep1Page(page).length).toBeLessThan(MAX_FRAME - 64);
  });

  test('one without a span, of a span turned round, with strays, or of all writers is refused', () => {
    const page = (...span: readonly number[]): Uint8Array => {
      const vector = encodeStateVector(new Map([[50 as WriterId, 1]]));
      return concatBytes(Uint8Array.of(3, span.length + vector.length, ...span), vector);
    };
    expect(readSyncMessage(page(60, 40)).ok).toBe(true);
    for (const span of [
      [40, 60],
      [49, 40],
      [60, 51],
    ])
      expect(readSyncMessage(page(...span)).ok).toBe(false);
    expect(readSyncMessage(Uint8Array.of(3, 0)).ok).toBe(false);
    expect(readSyncMessage(Uint8Array.of(3, 9, 255, 255, 255, 255, 255, 255, 255, 15, 0, 0)).ok).toBe(false);
  });
});
