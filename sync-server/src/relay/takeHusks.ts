/** ENT-6: frames about husks, taken from members alone. */
import type { HusksFrame, Payloads } from '#shared/wire/frames.ts';
import type { DeviceLink } from './deviceLink.ts';
import type { RelayContext } from './relayContext.ts';

export async function takeHusks(
  { rooms, husks }: RelayContext,
  link: DeviceLink,
  frame: HusksFrame | Payloads,
): Promise<void> {
  const room = rooms.of(link, frame.room);
  if (!room || room.presences.get(link)?.standing !== 'member')
    return link.refuse('not-member', 'You are not in this room.', { room: frame.room });
  const document = room.documents.get(frame.segment);
  if (!document) return;
  await (frame.type === 'husks'
    ? husks.take(room, document, link, frame)
    : husks.takePayloads(room, document, link, frame));
}

/**
 * Orders of a member who is here, to be seen to whether or not they still are then: of what was deleted before it was sent others get
 * a husk, and who ordered it may have nobody left to order it again.
 */
export function ordersOf(
  { rooms, husks }: RelayContext,
  link: DeviceLink,
  frame: HusksFrame,
): (() => Promise<void>) | undefined {
  const room = rooms.of(link, frame.room);
  const document = room?.documents.get(frame.segment);
  if (!room || !document || room.presences.get(link)?.standing !== 'member') return undefined;
  return () => husks.take(room, document, link, frame);
}
