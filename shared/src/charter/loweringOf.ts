import { refusal } from '#shared/charter/ops/rule.ts';
import type { CharterState, Lowering } from '#shared/charter/state.ts';
import type { EntryId } from '#shared/ids.ts';

/** The accepted lowering by this id. */
export function loweringOf(state: CharterState, id: EntryId): Lowering | undefined {
  const lowered = state.lowered.get(id);
  return lowered && state.lowerings.get(lowered)?.find((lowering) => lowering.id === id);
}

export const NO_LOWERING = refusal('no-lowering', 'speaks of no removal or demotion among the ancestors');
