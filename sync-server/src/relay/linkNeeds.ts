import type { RoomId } from '#shared/ids.ts';
import { Needs } from '#shared/sync/needs.ts';
import type { DeviceLink } from './deviceLink.ts';
import type { Room } from './room.ts';

const asked = new WeakMap<DeviceLink, Map<RoomId, Needs>>();

/** LOG-6: what this link is asked for by id in this room. */
export function needsOf(link: DeviceLink, { id }: Room): Needs {
  const rooms = asked.get(link) ?? new Map<RoomId, Needs>();
  asked.set(link, rooms);
  const needs = rooms.get(id) ?? new Needs(id, (frame) => link.send(frame));
  rooms.set(id, needs);
  return needs;
}
