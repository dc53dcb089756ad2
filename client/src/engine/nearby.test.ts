import { expect, test } from 'vitest';
import type { DeviceId, RoomId } from '#shared/ids.ts';
import { Nearby, RELAY } from './nearby.ts';

test('[SYN-7] who says of one device that it is near in room after room is not noted without end', () => {
  const nearby = new Nearby();
  const device = 'device' as DeviceId;
  for (let n = 0; n < 5_000; n++)
    nearby.hears({ type: 'near', device, peer: 'peer', room: `room ${n}` as RoomId }, RELAY, undefined);
  expect(nearby.of(device)?.rooms.size).toBe(1_024);
});
