import type { Entry } from '#shared/entry/entry.ts';
import { GrapevineError } from '#shared/errors.ts';
import type { Room } from './room.ts';

/** An op that its ancestors do not allow does nothing (CHA-3): its person hears why. */
export function mustStand(room: Room, entry: Entry, say: string): void {
  const fault = room.charter.charter.faultOf(entry.id);
  if (fault) throw new GrapevineError(fault.code, say);
}
