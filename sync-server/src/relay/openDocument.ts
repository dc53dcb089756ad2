/** A device asks for a channel of a document the relay has not offered: a room or a month that is new here. */
import { CHARTER, monthOf, type Segment } from '#shared/ids.ts';
import type { Open, RefusalCode } from '#shared/wire/frames.ts';
import type { DeviceLink } from './deviceLink.ts';
import type { RelayContext } from './relayContext.ts';
import type { Presence, Room } from './room.ts';

/** A hundred years of months. */
const MAX_SEGMENTS = 1200;

export function openDocument({ rooms, clock, limits }: RelayContext, link: DeviceLink, frame: Open): void {
  const { segment } = frame;
  const about = { room: frame.room, segment };
  const room = rooms.of(link, frame.room);
  const presence = room?.presences.get(link);
  if (!room || !presence) return link.refuse('not-member', 'Enter the room first.', about);
  const refusal =
    segment === CHARTER ? charterRefusal(presence, limits.open) : monthRefusal(room, presence, segment, clock.now());
  if (refusal) return link.refuse(refusal[0], refusal[1], about);
  link.send(room.announce(rooms.document(room, segment), link));
}

type Refusal = readonly [RefusalCode, string];

function charterRefusal({ standing }: Presence, open: boolean): Refusal | undefined {
  if (standing !== 'bringer' || open) return undefined;
  return ['unknown-document', 'This relay takes no rooms that are new to it.'];
}

/** DOC-1: months before genesis are void; one later than the next is taken when it is due. */
function monthRefusal(room: Room, { standing }: Presence, month: Segment, now: number): Refusal | undefined {
  if (standing !== 'member') return ['not-member', 'Only members read and write what is said in a room.'];
  if (month < (room.charter.state().month ?? month))
    return ['unknown-document', 'The room was not there in that month.'];
  if (month > monthAfter(now)) return ['not-due', 'That month is too far ahead to be taken now.'];
  if (room.documents.size >= MAX_SEGMENTS) return ['too-large', 'This room has as many months as a relay keeps.'];
  return undefined;
}

function monthAfter(now: number): Segment {
  const date = new Date(now);
  return monthOf(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1));
}
