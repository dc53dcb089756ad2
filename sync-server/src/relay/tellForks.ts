/** LOG-8: who hears of a room's forks. Guests read the charter, so they hear of those in it. */
import { CHARTER } from '#shared/ids.ts';
import { forkFrame } from '#shared/sync/forkFrame.ts';
import type { Fork } from '#shared/wire/frames.ts';
import type { DeviceLink } from './deviceLink.ts';
import type { Room } from './room.ts';

/** What a link that turns to a room is told of them. */
export function tellForks(room: Room, link: DeviceLink): void {
  const frames = room.forks.all().map(({ proof }) => forkFrame(proof));
  link.send(...frames.filter((frame) => hears(room, link, frame)));
}

/** A fork that was just found, for everybody but who brought it. */
export function spreadFork(room: Room, frame: Fork, from: DeviceLink | undefined): void {
  for (const link of room.presences.keys()) if (link !== from && hears(room, link, frame)) link.send(frame);
}

function hears(room: Room, link: DeviceLink, { segment, device }: Fork): boolean {
  const standing = room.presences.get(link)?.standing;
  // Whose list it is may know why it is out.
  if (standing === 'former') return segment === CHARTER && device === link.device;
  return standing === 'member' || (standing === 'guest' && segment === CHARTER);
}
