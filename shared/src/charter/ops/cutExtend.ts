import * as v from 'valibot';
import { bytesOf } from '#shared/bytes.ts';
import { cutsField, packCuts } from '#shared/charter/cuts.ts';
import { extendCuts } from '#shared/charter/extendCuts.ts';
import { depsField, idField } from '#shared/charter/ops/fields.ts';
import { OUTRANKED, type Rule } from '#shared/charter/ops/rule.ts';
import { atLeast } from '#shared/charter/rank.ts';
import type { EntryId } from '#shared/ids.ts';
import { loweringOf, NO_LOWERING } from '#shared/charter/loweringOf.ts';

/** CHA-5: what came after a lowering, unseen by its author, is to count after all. */
export const cutExtendSchema = v.strictObject({
  t: v.literal('cut.extend'),
  deps: depsField,
  of: idField<EntryId>(),
  cuts: cutsField,
});
export type CutExtend = v.InferOutput<typeof cutExtendSchema>;

export const packCutExtend = (op: CutExtend) => ({ ...op, of: bytesOf(op.of), cuts: packCuts(op.cuts) });

export const cutExtend: Rule<CutExtend> = {
  check({ of }, { state, rank }) {
    const lowering = loweringOf(state, of);
    if (!lowering) return NO_LOWERING;
    return atLeast(rank, 'moderator') && atLeast(rank, lowering.by) ? undefined : OUTRANKED;
  },
  effect: (state, { of, cuts }) => extendCuts(state, of, cuts),
};
