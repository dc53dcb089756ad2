import { granteesOf } from '#shared/charter/epochs.ts';
import type { CharterState, Grantee } from '#shared/charter/state.ts';
import type { EpochId } from '#shared/ids.ts';

export interface Lacking {
  readonly epoch: EpochId;
  readonly to: readonly Grantee[];
}

/**
 * EPO-5: who is to be handed which of these keys: everybody the room's keys are for who neither has it nor comes to it by
 * the links of a later one, those handed here included. The newest first.
 */
export function lackingOf(state: CharterState, handed: (epoch: EpochId) => boolean): Lacking[] {
  const grantees = granteesOf(state);
  const reached = new Map<EpochId, Set<Grantee>>();
  const lacking: Lacking[] = [];
  const reach = (epoch: EpochId, who: Iterable<Grantee>): Set<Grantee> => {
    const all = reached.get(epoch) ?? new Set();
    for (const one of who) all.add(one);
    reached.set(epoch, all);
    return all;
  };
  for (const [epoch, { reached: directly, links }] of [...state.epochs].sort(([, a], [, b]) => b.depth - a.depth)) {
    const who = reach(epoch, directly.keys());
    const to = handed(epoch) ? grantees.filter((grantee) => !who.has(grantee)) : [];
    if (to.length > 0) lacking.push({ epoch, to });
    reach(epoch, to);
    for (const { parent } of links) reach(parent, who);
  }
  return lacking;
}
