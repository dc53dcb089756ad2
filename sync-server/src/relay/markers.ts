/** MRK-1: a device's marker is kept and handed on; what it says is sealed. The highest version stands. */
import { actingIdentity } from '#shared/charter/state.ts';
import { checkMarker } from '#shared/sync/marker.ts';
import { encodeBatch } from '#shared/wire/batch.ts';
import type { Mark } from '#shared/wire/frames.ts';
import type { DeviceLink } from './deviceLink.ts';
import type { RelayContext } from './relayContext.ts';
import { binaryMessage } from './webSocketFrame.ts';

export async function takeMarker({ store, rooms }: RelayContext, link: DeviceLink, mark: Mark): Promise<void> {
  const room = rooms.of(link, mark.room);
  if (!room || room.presences.get(link)?.standing !== 'member') {
    return link.refuse('not-member', 'Markers are taken from members.', { room: mark.room });
  }
  if ((room.markers.get(mark.device)?.version ?? -1) >= mark.version) return;
  if (actingIdentity(room.charter.state(), mark.device) === undefined || !checkMarker(mark)) {
    return link.refuse('bad-marker', 'That marker is not signed by a device of this room.', { room: mark.room });
  }
  const marker = {
    room: room.id,
    device: mark.device,
    version: mark.version,
    frame: binaryMessage(encodeBatch([mark])),
  };
  room.markers.set(mark.device, marker);
  for (const member of room.members()) if (member !== link) member.offer(marker.frame);
  await store.commit({ markers: [marker] });
}
