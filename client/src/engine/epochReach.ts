import type { CharterState } from '#shared/charter/state.ts';
import type { EpochId } from '#shared/ids.ts';

/** EPO-2: whoever holds the key of `from` comes by links to that of `to`. A room's past is closed by an epoch that links to none. */
export function reaches({ epochs }: Pick<CharterState, 'epochs'>, from: EpochId, to: EpochId): boolean {
  const seen = new Set([from]);
  for (const epoch of seen) {
    if (epoch === to) return true;
    for (const { parent } of epochs.get(epoch)?.links ?? []) seen.add(parent);
  }
  return false;
}
