/**
 * CHA-5: what an entry of a timeline counts as. Its author's rank as of the charter heads it states, less what the room has
 * taken from them since: beyond a removal's cut nothing is left, but in a list begun on heads that descend from a re-add; beyond a demotion's
 * the new rank, until they descend from a raise.
 */
import type { Charter } from '#shared/charter/charter.ts';
import { lowerOf, type Rank } from '#shared/charter/rank.ts';
import { actingIdentity, identityOf, type Lowering, mayWriteAs, rankOf } from '#shared/charter/state.ts';
import type { DeviceId, EntryId, IdentityId, WriterId } from '#shared/ids.ts';

export interface Authored {
  readonly device: DeviceId;
  readonly writer: WriterId;
  readonly seq: number;
  /** The charter heads in force for the entry, all of which are here. */
  readonly heads: readonly EntryId[];
  /** Those its list began on, where they are others. */
  readonly ground?: readonly EntryId[];
}

export interface Counted {
  readonly identity: IdentityId;
  /** Undefined: the entry does not count. */
  readonly rank: Rank | undefined;
  /** Seq from which on less is left under the same heads. */
  readonly until: number;
}

/** Undefined for whoever had no part in the room at these heads. */
export function countedRank(
  charter: Charter,
  { device, writer, seq, heads, ground = heads }: Authored,
): Counted | undefined {
  const at = charter.stateAt(heads);
  const identity = actingIdentity(at, device);
  const stated = rankOf(at, identity);
  if (identity === undefined || stated === undefined) return undefined;
  // Its way in turned out void: by a link that was being turned off, or through somebody who was being put out.
  const state = charter.state();
  if (identityOf(state, device) !== identity || !isBrought(charter, device, ground))
    return { identity, rank: undefined, until: Infinity };
  // A list that stopped stays stopped (LOG-7), whatever its author states in it after coming back.
  const isUndone = ({ undoneBy, leaves }: Lowering): boolean =>
    undoneBy.some((op) => charter.descends(mayWriteAs(state, leaves) ? heads : ground, [op]));
  let rank: Rank | undefined = stated;
  let until = Infinity;
  for (const lowering of state.lowerings.get(identity) ?? []) {
    if ((lowering.device !== undefined && lowering.device !== device) || isUndone(lowering)) continue;
    const cut = lowering.cuts.get(writer)?.count ?? 0;
    if (seq < cut) until = Math.min(until, cut);
    else rank = lowerOf(rank, lowering.leaves);
  }
  return { identity, rank, until };
}

/** Does a list that began on these heads rest on an op that brought its device in? One whose way in turned out void has none. */
export function isBrought(charter: Charter, device: DeviceId, ground: readonly EntryId[]): boolean {
  const known = charter.state().devices.get(device);
  return known !== undefined && !known.disputed && known.ways.some((way) => charter.descends(ground, [way]));
}
