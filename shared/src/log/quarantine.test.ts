import { expect, test } from 'vitest';
import type { WriterId } from '#shared/ids.ts';
import { documentId } from '#shared/ids.ts';
import { testId } from '#testing/writers.ts';
import { Quarantine } from '#shared/log/quarantine.ts';

const document = documentId(testId('room'), '2026-11');
const lacks = [testId<never>('head')];

/** An entry inside a frame, as a relay gets it from its socket: `slice` of a Buffer copies nothing. */
function entryInFrame(): Uint8Array {
  return Buffer.alloc(700 * 1024, 7).subarray(1000, 1200);
}

test('[LOG-6] what waits keeps no frame alive, whatever kind of bytes it came as', () => {
  const quarantine = new Quarantine();
  for (const first of [0, 1, 2])
    quarantine.hold(document, { run: { writer: 5 as WriterId, first, entries: [entryInFrame()] }, lacks });
  const [held] = quarantine.release(() => true);
  expect(held?.run.entries.map((entry) => [entry.length, entry.buffer.byteLength])).toEqual([
    [200, 200],
    [200, 200],
    [200, 200],
  ]);
});

test('[LOG-6] what comes one by one is copied once', () => {
  const quarantine = new Quarantine();
  const kept = (): readonly Uint8Array[] => quarantine.release(() => true).flatMap(({ run }) => run.entries);
  const hold = (first: number, entries: readonly Uint8Array[]): boolean =>
    quarantine.hold(document, { run: { writer: 5 as WriterId, first, entries }, lacks });
  hold(0, [entryInFrame()]);
  const before = kept();
  hold(0, before);
  hold(1, [entryInFrame()]);
  expect(kept()[0]).toBe(before[0]);
});
