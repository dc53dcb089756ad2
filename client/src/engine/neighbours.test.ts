import { beforeAll, expect, test } from 'vitest';
import fc from 'fast-check';
import { cryptoReady } from '#shared/crypto/ready.ts';
import type { DeviceId, RoomId } from '#shared/ids.ts';
import { testId } from '#testing/writers.ts';
import { neighbours } from './neighbours.ts';

beforeAll(() => cryptoReady());
const ROOM = testId<RoomId>('room');
const devices = fc
  .uniqueArray(fc.nat(5_000), { minLength: 1, maxLength: 40 })
  .map((some) => some.map((n) => `device-${n}` as DeviceId));
const linked = (all: readonly DeviceId[], device: DeviceId): DeviceId[] =>
  neighbours(
    ROOM,
    device,
    all.filter((other) => other !== device),
  );

test('both ends of a link want it, nobody wants more than four, and everybody is reached from anybody', () => {
  fc.assert(
    fc.property(devices, (all) => {
      for (const device of all) {
        const near = linked(all, device);
        expect(new Set(near).size).toBe(Math.min(4, all.length - 1));
        for (const other of near) expect(linked(all, other)).toContain(device);
      }
      const reached = new Set(all.slice(0, 1));
      for (const device of reached) for (const other of linked(all, device)) reached.add(other);
      expect(reached.size).toBe(all.length);
    }),
    { numRuns: 30 },
  );
});
