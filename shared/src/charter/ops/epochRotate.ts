import * as v from 'valibot';
import { depsField } from '#shared/charter/ops/fields.ts';
import { linksItsParents, packRotation, rotated, rotationFault, rotationFields } from '#shared/charter/ops/rotation.ts';
import { OUTRANKED, type Rule } from '#shared/charter/ops/rule.ts';
import { atLeast } from '#shared/charter/rank.ts';

/** EPO-2: a new room key. */
export const epochRotateSchema = v.pipe(
  v.strictObject({ t: v.literal('epoch.rotate'), deps: depsField, ...rotationFields }),
  v.check((op) => linksItsParents(op), 'a link to no parent'),
);
export type EpochRotate = v.InferOutput<typeof epochRotateSchema>;

export const packEpochRotate = (op: EpochRotate) => packRotation(op);

export const epochRotate: Rule<EpochRotate> = {
  check: (op, { state, rank }) => (atLeast(rank, 'member') ? rotationFault(op, state) : OUTRANKED),
  effect: (state, op, { device }) => rotated(state, op, device),
};
