/** SYN-7: members of a room hear how to meet each other, and what they say to that end is passed on between them. */
import type { Introduce, Reach } from '#shared/wire/frames.ts';
import type { DeviceLink } from './deviceLink.ts';
import type { RelayContext } from './relayContext.ts';
import type { Room } from './room.ts';

export function takeReach({ rooms }: RelayContext, link: DeviceLink, { peer }: Reach): void {
  if (!link.acquaintances.reach(peer)) return;
  for (const id of link.places.keys()) {
    const room = rooms.of(link, id);
    if (room) tellNear(room, link);
  }
}

/** Only members are told, and only of members. */
export function tellNear(room: Room, link: DeviceLink): void {
  if (room.presences.get(link)?.standing !== 'member') return;
  for (const member of room.members()) link.acquaintances.meet(member.acquaintances, room.id);
}

export function takeIntroduction({ rooms, clock }: RelayContext, link: DeviceLink, frame: Introduce): void {
  const other = link.acquaintances.find(frame.peer);
  if (!other) return;
  // One of them may have been removed since they were told of each other.
  const share = [...link.places.keys()].some((id) => {
    const members = rooms.of(link, id)?.members() ?? [];
    return members.includes(link) && members.some(({ acquaintances }) => acquaintances === other);
  });
  if (share) link.acquaintances.pass(other, frame.bytes, clock.now());
}
