/** EPO-2: a new room key, alone in `epoch.rotate` or riding in the removal that needs it. */
import * as v from 'valibot';
import { bytesOf } from '#shared/bytes.ts';
import { epochOf } from '#shared/charter/epochId.ts';
import { bytesField, idField, idsField, keyField } from '#shared/charter/ops/fields.ts';
import { refusal } from '#shared/charter/ops/rule.ts';
import { PersistentList } from '#shared/charter/persistentList.ts';
import { PersistentMap } from '#shared/charter/persistentMap.ts';
import type { CharterState, EpochState } from '#shared/charter/state.ts';
import type { Fault } from '#shared/errors.ts';
import type { DeviceId, EpochId } from '#shared/ids.ts';

/** A rotation names no more epochs than this. */
export const MAX_PARENTS = 32;
/** iv, a 32-byte key, tag. */
const SEALED_KEY_BYTES = 24 + 32 + 16;

/** The epoch's id is derived from what is said here. */
export const rotationFields = {
  parents: idsField<EpochId>(MAX_PARENTS),
  /** H("commit", key). */
  commit: keyField,
  links: v.pipe(
    v.array(v.strictObject({ parent: idField<EpochId>(), sealed: bytesField(SEALED_KEY_BYTES) })),
    v.maxLength(MAX_PARENTS),
  ),
};

export interface Rotating {
  readonly parents: readonly EpochId[];
  readonly commit: Uint8Array;
  readonly links: readonly { readonly parent: EpochId; readonly sealed: Uint8Array }[];
}

export const linksItsParents = ({ parents, links }: Rotating): boolean =>
  links.every((link) => parents.includes(link.parent));

export const rotationField = v.pipe(
  v.strictObject(rotationFields),
  v.check((op) => linksItsParents(op), 'a link to no parent'),
);

export const packRotation = <Op extends Rotating>(op: Op) => ({
  ...op,
  parents: op.parents.map(bytesOf),
  links: op.links.map((link) => ({ ...link, parent: bytesOf(link.parent) })),
});

export function rotationFault({ parents }: Rotating, { epochs }: CharterState): Fault | undefined {
  const known = parents.every((parent) => epochs.has(parent));
  return known ? undefined : refusal('unknown-epoch', 'a parent is not among the ancestors');
}

/** Whoever repeats a commitment adds links at most: what is known of the epoch stays. */
export function rotated(state: CharterState, op: Rotating, device: DeviceId): CharterState {
  const id = epochOf(state.room, op.parents, op.commit);
  const known = state.epochs.get(id) ?? unheardOf(op, state.epochs);
  const reached = known.reached.with(device, known.reached.get(device) ?? PersistentList.empty());
  return { ...state, epochs: state.epochs.with(id, { ...known, links: known.links.with(op.links), reached }) };
}

function unheardOf(op: Rotating, epochs: ReadonlyMap<EpochId, EpochState>): EpochState {
  const depth = 1 + Math.max(0, ...op.parents.map((parent) => epochs.get(parent)?.depth ?? 0));
  return {
    parents: op.parents,
    depth,
    commit: op.commit,
    links: PersistentList.empty(),
    reached: PersistentMap.empty(),
  };
}
