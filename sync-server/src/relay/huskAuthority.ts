/** ENT-6: whose orders a relay follows, by the charter it folds. It knows whose list an entry is in, and not what it says. */
import { atLeast } from '#shared/charter/rank.ts';
import { actingIdentity, identityOf, rankOf } from '#shared/charter/state.ts';
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

/**
 * Is the order to be kept? The author's, and that of a moderator and above. Of a hole, whose payload is not here to be lost,
 * also that of anybody who is or was in the room: whoever it is handed to judges it by the delete (a relay that lost its disk
 * does not know who was a moderator when).
 */
export function isTakenFor(room: Room, document: RoomDocument, order: HuskOrder, isHole = false): boolean {
  if (!checkHuskOrder(document.log.document, order)) return false;
  if (isAuthors(room, document, order)) return true;
  const state = room.charter.state();
  if (isHole) return identityOf(state, order.device) !== undefined;
  return atLeast(rankOf(state, actingIdentity(state, order.device)), 'moderator');
}
