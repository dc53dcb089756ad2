/** LOG-7: whoever sends what does not continue a list here is asked for its entry in the last slot held. */
import type { Admission } from '#shared/log/admission.ts';
import { suspectsOf } from '#shared/log/suspects.ts';
import type { WriterId } from '#shared/ids.ts';
import type { DeviceLink } from './deviceLink.ts';
import type { Room } from './room.ts';
import type { RoomDocument } from './roomDocument.ts';

/** Lists one link is asked about: more would be no accident. */
const MOST_ASKED = 1_000;

const asked = new WeakMap<DeviceLink, Set<string>>();

const keyOf = ({ channel }: RoomDocument, writer: WriterId, seq: number): string => `${channel} ${writer} ${seq}`;

/** Asks about what the guard could not join to what is held, each thing once a link. */
export function askBack(
  room: Room,
  document: RoomDocument,
  admission: Admission,
  senders: ReadonlyMap<WriterId, ReadonlySet<DeviceLink>>,
): void {
  for (const { writer, seq } of suspectsOf(admission))
    for (const link of senders.get(writer) ?? []) ask(room, document, link, writer, seq);
}

function ask(room: Room, document: RoomDocument, link: DeviceLink, writer: WriterId, seq: number): void {
  const lists = asked.get(link) ?? new Set<string>();
  asked.set(link, lists);
  const key = keyOf(document, writer, seq);
  if (lists.has(key) || lists.size >= MOST_ASKED) return;
  lists.add(key);
  link.send({ type: 'show', room: room.id, segment: document.segment, writer, seq });
}

export const wasAsked = (document: RoomDocument, link: DeviceLink, writer: WriterId, seq: number): boolean =>
  asked.get(link)?.has(keyOf(document, writer, seq)) ?? false;
