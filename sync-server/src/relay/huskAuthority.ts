/** ENT-6: whose orders a relay follows, by the charter it folds. It knows whose list an entry is in, and not what it says. */
import { atLeast } from '#shared/charter/rank.ts';
import { actingIdentity, identityOf, rankOf } from '#shared/charter/state.ts';
import { CHARTER } from '#shared/ids.ts';
import { checkHuskOrder, type HuskOrder } from '#shared/log/huskOrder.ts';
import type { Room } from './room.ts';
import type { RoomDocument } from './roomDocument.ts';

/** Is it signed by a device of whoever wrote the entry? Also by one that is out by now: what it wrote is its own. */
export function isAuthors(room: Room, document: RoomDocument, { writer, device }: HuskOrder): boolean {
  const state = room.charter.state();
  const author = document.log.heads.get(writer)?.device;
  const identity = author && identityOf(state, author);
  return identity !== undefined && identity === identityOf(state, device);
}

/** Does the order take something? The author's does, and that of whoever is a moderator or above. */
export function isFollowed(room: Room, document: RoomDocument, order: HuskOrder): boolean {
  if (isAuthors(room, document, order)) return true;
  const state = room.charter.state();
  return atLeast(rankOf(state, actingIdentity(state, order.device)), 'moderator');
}

/**
 * Is the order to be kept? One that is followed, and that of somebody who was more once: a relay that lost its disk does not know who
 * was a moderator when, and devices, which do, compare what they were ordered with what it was. Of a hole, whose payload is not
 * here to be lost, also that of anybody who is or was in the room: whoever it is handed to judges it by the delete.
 */
export function isTakenFor(room: Room, document: RoomDocument, order: HuskOrder, isHole = false): boolean {
  if (!checkHuskOrder(document.log.document, order)) return false;
  if (isFollowed(room, document, order)) return true;
  const state = room.charter.state();
  const identity = identityOf(state, order.device);
  return identity === undefined ? wasTaken(room, order) : isHole || state.lowerings.has(identity);
}

/** Its device came in by what turned out void: who heard of it before holds the order, and compares it. */
const wasTaken = ({ documents }: Room, { device }: HuskOrder): boolean =>
  [...(documents.get(CHARTER)?.log.heads.values() ?? [])].some((head) => head.device === device);
