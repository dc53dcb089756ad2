/** CHA-5: up to where this device has seen somebody's entries, for the cuts of an op that lowers them. */
import { MAX_CUTS, type Cut } from '#shared/charter/cuts.ts';
import { CHARTER, segmentOf, type DeviceId, type EntryId } from '#shared/ids.ts';
import type { Room } from './room.ts';
import type { Saying } from './roomCharter.ts';

/** Of all months kept here; in the room's turn. */
export async function cutsSeen(room: Room, devices: readonly DeviceId[]): Promise<Cut[]> {
  for (const month of room.months) await room.openSegment(month);
  const theirs = new Set(devices);
  const logs = room.documents.flatMap(({ id, log }) => (segmentOf(id) === CHARTER ? [] : [log]));
  const heads = logs.flatMap(({ heads }) => [...heads]).filter(([, { device }]) => theirs.has(device));
  return heads
    .map(([writer, { count, lastId: last }]) => ({ writer, count, last }))
    .sort((a, b) => a.writer - b.writer);
}

/** What fits into the op itself; the rest goes into `cut.more` entries right behind it. */
export const cutsOf = (seen: readonly Cut[]): Cut[] => seen.slice(0, MAX_CUTS);

export function moreCutsOf(seen: readonly Cut[], of: EntryId): Saying[] {
  const more: Saying[] = [];
  for (let at = MAX_CUTS; at < seen.length; at += MAX_CUTS)
    more.push({ t: 'cut.more', of, cuts: seen.slice(at, at + MAX_CUTS) });
  return more;
}

/** Of more writers than fit into one op, the longest lists: for an op that nothing may follow. */
export const longestOf = (seen: readonly Cut[]): Cut[] =>
  seen
    .toSorted((a, b) => b.count - a.count)
    .slice(0, MAX_CUTS)
    .sort((a, b) => a.writer - b.writer);
