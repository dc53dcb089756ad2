import * as v from 'valibot';
import { bytesOf } from '#shared/bytes.ts';
import { cutsField, packCuts } from '#shared/charter/cuts.ts';
import { extendCuts } from '#shared/charter/extendCuts.ts';
import { depsField, idField } from '#shared/charter/ops/fields.ts';
import { OUTRANKED, type Rule } from '#shared/charter/ops/rule.ts';
import type { EntryId } from '#shared/ids.ts';
import { loweringOf, NO_LOWERING } from '#shared/charter/loweringOf.ts';

/** CHA-5: the cuts of a lowering that did not fit into it, by its author. */
export const cutMoreSchema = v.strictObject({
  t: v.literal('cut.more'),
  deps: depsField,
  of: idField<EntryId>(),
  cuts: cutsField,
});
export type CutMore = v.InferOutput<typeof cutMoreSchema>;

export const packCutMore = (op: CutMore) => ({ ...op, of: bytesOf(op.of), cuts: packCuts(op.cuts) });

export const cutMore: Rule<CutMore> = {
  check({ of }, { state, author }) {
    const lowering = loweringOf(state, of);
    if (!lowering) return NO_LOWERING;
    return lowering.author === author ? undefined : OUTRANKED;
  },
  effect: (state, { of, cuts }) => extendCuts(state, of, cuts),
};
