/** Brings a link up to what is going on in a room, once it knows where the documents stand. */
import type { DeviceLink } from './deviceLink.ts';
import type { Room } from './room.ts';
import { tellForks } from './tellForks.ts';
import { mayLetIn } from './standing.ts';
import { tellNear } from './takeReach.ts';

/**
 * What is not durable yet is in no digest and no range scan: it is sent, so that nothing lies between what a reader was told
 * and the next fan-out. Members also get markers (MRK-1), and who may admit the requests to join (CHA-8).
 */
export function showRoom(room: Room, link: DeviceLink, now: number): void {
  const standing = room.presences.get(link)?.standing;
  if (standing === undefined) return;
  if (standing === 'former') return tellForks(room, link);
  for (const document of room.visible(standing)) {
    for (const { messages } of document.uncommitted) for (const message of messages) link.offer(message);
  }
  tellForks(room, link);
  if (standing !== 'member') return;
  tellNear(room, link);
  for (const { frame } of room.markers.values()) link.offer(frame);
  if (!mayLetIn(room.charter, link.device, undefined)) return;
  for (const { request } of room.liveRequests(now)) link.send({ type: 'asked', room: room.id, request });
}

/** The same for a link that is in the room already and has missed or just gained something. */
export function showRoomAgain(room: Room, link: DeviceLink, now: number): void {
  const standing = room.presences.get(link)?.standing;
  if (standing === undefined) return;
  link.send(...room.visible(standing).map((document) => room.announce(document, link)));
  showRoom(room, link, now);
}
