/**
 * EPO-3: who reaches which epoch. A device reaches an epoch if it authored it or a grant of it, was granted it, or reaches
 * an epoch that links to it. An epoch is usable while nobody who should not read reaches it.
 */
import type { CharterState, EpochState, Grantee } from '#shared/charter/state.ts';
import type { DeviceId, EpochId, InviteId } from '#shared/ids.ts';

const deepestFirst = (state: CharterState): [EpochId, EpochState][] =>
  [...state.epochs].sort(([a, one], [b, other]) => other.depth - one.depth || (a < b ? -1 : 1));

/** The epochs anybody of whom `who` is true reaches. */
function reachedBy(state: CharterState, who: (grantee: Grantee) => boolean): Set<EpochId> {
  const reached = new Set<EpochId>();
  // Deepest first: an epoch's links lead to its parents, which are all less deep.
  for (const [id, epoch] of deepestFirst(state)) {
    if (!reached.has(id) && !some(epoch.reached.keys(), who)) continue;
    reached.add(id);
    for (const { parent } of epoch.links) reached.add(parent);
  }
  return reached;
}

export const reaches = (state: CharterState, grantee: Grantee, epoch: EpochId): boolean =>
  reachedBy(state, (other) => other === grantee).has(epoch);

/** A device that left or was put out, or an open link that was revoked. */
function isOut(state: CharterState, grantee: Grantee): boolean {
  const device = state.devices.get(grantee as DeviceId);
  return device ? !device.live : state.invites.get(grantee as InviteId)?.revoked !== false;
}

/** States never change, so what follows from one is found once. */
const usableOf = new WeakMap<CharterState, readonly EpochId[]>();

/** The epochs new entries may be sealed under, the one to use first: deepest, then lowest id. */
export function usableEpochs(state: CharterState): readonly EpochId[] {
  const known = usableOf.get(state);
  if (known) return known;
  const spoilt = reachedBy(state, (grantee) => isOut(state, grantee));
  const usable = deepestFirst(state).flatMap(([id]) => (spoilt.has(id) ? [] : [id]));
  usableOf.set(state, usable);
  return usable;
}

function some<T>(values: Iterable<T>, wanted: (value: T) => boolean): boolean {
  for (const value of values) if (wanted(value)) return true;
  return false;
}
