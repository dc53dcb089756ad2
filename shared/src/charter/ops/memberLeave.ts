import * as v from 'valibot';
import { cutsField, packCuts } from '#shared/charter/cuts.ts';
import { lower } from '#shared/charter/membership.ts';
import { depsField } from '#shared/charter/ops/fields.ts';
import { type Rule, refusal } from '#shared/charter/ops/rule.ts';

/** The author goes. A lowering (CHA-4): what their devices do at the same time does not count. */
export const memberLeaveSchema = v.strictObject({
  t: v.literal('member.leave'),
  deps: depsField,
  cuts: v.exactOptional(cutsField),
});
export type MemberLeave = v.InferOutput<typeof memberLeaveSchema>;

export const packMemberLeave = ({ cuts, ...op }: MemberLeave) => (cuts ? { ...op, cuts: packCuts(cuts) } : op);

export const memberLeave: Rule<MemberLeave> = {
  check(_op, { rank }) {
    if (rank === undefined) return refusal('not-member', 'is not in the room');
    return rank === 'owner' ? refusal('owner-stays', 'the owner hands the room over before leaving') : undefined;
  },
  effect: (state, { cuts }, done) => lower(state, done.author, { cuts }, done),
};
