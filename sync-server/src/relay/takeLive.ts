/** MRK-3: handed on to whoever is here and reads as fast as it is said; nothing of it is kept, queued or answered. */
import { tellsPresence } from '#shared/charter/telling.ts';
import { encodeBatch } from '#shared/wire/batch.ts';
import type { Live } from '#shared/wire/frames.ts';
import type { DeviceLink } from './deviceLink.ts';
import type { RelayContext } from './relayContext.ts';
import { binaryMessage } from './webSocketFrame.ts';

export function takeLive({ rooms, clock }: RelayContext, link: DeviceLink, live: Live): void {
  const room = rooms.of(link, live.room);
  // The link has proved its device: the signature is for members to check.
  const isMembers = room?.presences.get(link)?.standing === 'member' && live.device === link.device;
  if (!isMembers || !tellsPresence(room.charter.state()) || !link.livens.takes(clock.now())) return;
  const message = binaryMessage(encodeBatch([live]));
  for (const member of room.members()) if (member !== link) member.mention(message);
}
