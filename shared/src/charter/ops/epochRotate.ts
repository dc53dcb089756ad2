import * as v from 'valibot';
import { bytesOf } from '#shared/bytes.ts';
import { epochOf } from '#shared/charter/epochId.ts';
import { bytesField, depsField, idField, idsField, keyField } from '#shared/charter/ops/fields.ts';
import { OUTRANKED, type Rule, refusal } from '#shared/charter/ops/rule.ts';
import { PersistentList } from '#shared/charter/persistentList.ts';
import { PersistentMap } from '#shared/charter/persistentMap.ts';
import { atLeast } from '#shared/charter/rank.ts';
import type { EpochState } from '#shared/charter/state.ts';
import type { EpochId } from '#shared/ids.ts';

/** A rotation names no more epochs than this. */
export const MAX_PARENTS = 32;
/** iv, a 32-byte key, tag. */
const SEALED_KEY_BYTES = 24 + 32 + 16;

/** EPO-2: a new room key. Its id is derived from what is said here. */
export const epochRotateSchema = v.pipe(
  v.strictObject({
    t: v.literal('epoch.rotate'),
    deps: depsField,
    parents: idsField<EpochId>(MAX_PARENTS),
    /** H("commit", key). */
    commit: keyField,
    links: v.pipe(
      v.array(v.strictObject({ parent: idField<EpochId>(), sealed: bytesField(SEALED_KEY_BYTES) })),
      v.maxLength(MAX_PARENTS),
    ),
  }),
  v.check(({ parents, links }) => links.every((link) => parents.includes(link.parent)), 'a link to no parent'),
);
export type EpochRotate = v.InferOutput<typeof epochRotateSchema>;

export const packEpochRotate = (op: EpochRotate) => ({
  ...op,
  parents: op.parents.map(bytesOf),
  links: op.links.map((link) => ({ ...link, parent: bytesOf(link.parent) })),
});

export const epochRotate: Rule<EpochRotate> = {
  check(op, { state, rank }) {
    if (!atLeast(rank, 'member')) return OUTRANKED;
    const known = op.parents.every((parent) => state.epochs.has(parent));
    return known ? undefined : refusal('unknown-epoch', 'a parent is not among the ancestors');
  },
  // Whoever repeats a commitment adds links at most: what is known of the epoch stays.
  effect(state, op, { device }) {
    const id = epochOf(state.room, op.parents, op.commit);
    const known = state.epochs.get(id) ?? unheardOf(op, state.epochs);
    const reached = known.reached.with(device, known.reached.get(device) ?? PersistentList.empty());
    return { ...state, epochs: state.epochs.with(id, { ...known, links: known.links.with(op.links), reached }) };
  },
};

function unheardOf(op: EpochRotate, epochs: ReadonlyMap<EpochId, EpochState>): EpochState {
  const depth = 1 + Math.max(0, ...op.parents.map((parent) => epochs.get(parent)?.depth ?? 0));
  return {
    parents: op.parents,
    depth,
    commit: op.commit,
    links: PersistentList.empty(),
    reached: PersistentMap.empty(),
  };
}
