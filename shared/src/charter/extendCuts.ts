import type { Cut } from '#shared/charter/cuts.ts';
import type { CharterState, Lowering } from '#shared/charter/state.ts';
import type { EntryId } from '#shared/ids.ts';

/** CHA-5: of each writer the greatest that was said for this lowering counts, whoever said it first. */
export function extendCuts(state: CharterState, id: EntryId, cuts: readonly Cut[]): CharterState {
  const lowered = state.lowered.get(id);
  const lowerings = lowered && state.lowerings.get(lowered);
  if (!lowered || !lowerings) return state;
  const next = lowerings.map((lowering) => (lowering.id === id ? extended(lowering, cuts) : lowering));
  return { ...state, lowerings: state.lowerings.with(lowered, next) };
}

function extended(lowering: Lowering, cuts: readonly Cut[]): Lowering {
  const known = new Map(lowering.cuts);
  for (const cut of cuts) if (cut.count > (known.get(cut.writer)?.count ?? 0)) known.set(cut.writer, cut);
  return { ...lowering, cuts: known };
}
