/**
 * Whom to keep links with in a room of many: everybody in a small one; else those next to oneself on a ring in the order of
 * a hash that every device computes alike, so that both ends of a link want it and the ring holds together.
 */
import { toText, utf8 } from '#shared/bytes.ts';
import { hash } from '#shared/crypto/hash.ts';
import type { DeviceId, RoomId } from '#shared/ids.ts';

/** To each side: four links a room, and all of a room of five. */
const REACH = 2;

export function neighbours(room: RoomId, own: DeviceId, others: readonly DeviceId[]): DeviceId[] {
  if (others.length <= 2 * REACH) return [...others];
  const place = (device: DeviceId): string => toText(hash('ring', utf8(room), utf8(device)));
  const ring = [own, ...others].map((device) => ({ device, at: place(device) })).sort((a, b) => (a.at < b.at ? -1 : 1));
  const me = ring.findIndex(({ device }) => device === own);
  const steps = Array.from({ length: REACH }, (_, i) => [i + 1, ring.length - i - 1]).flat();
  return steps.flatMap((step) => ring[(me + step) % ring.length]?.device ?? []);
}
