import * as v from 'valibot';
import { bytesOf } from '#shared/bytes.ts';
import { bytesField, depsField, idField } from '#shared/charter/ops/fields.ts';
import { type Rule, refusal } from '#shared/charter/ops/rule.ts';
import type { EpochId } from '#shared/ids.ts';

/** What entry/sealName.ts makes of the longest name. */
const MAX_SEALED = 640;

/** What the author wants to be called, for those who may say nothing in the timeline (TIM-7); sealed as the room's own name is. */
export const memberNameSchema = v.strictObject({
  t: v.literal('member.name'),
  deps: depsField,
  name: v.strictObject({ epoch: idField<EpochId>(), sealed: bytesField(1, MAX_SEALED) }),
});
export type MemberName = v.InferOutput<typeof memberNameSchema>;

export const packMemberName = ({ name, ...op }: MemberName) => ({
  ...op,
  name: { ...name, epoch: bytesOf(name.epoch) },
});

export const memberName: Rule<MemberName> = {
  check(op, { state, rank }) {
    if (rank === undefined) return refusal('not-member', 'is not in the room');
    return state.epochs.has(op.name.epoch)
      ? undefined
      : refusal('unknown-epoch', 'sealed under an epoch that is not among the ancestors');
  },
  effect: (state, { name }, { author }) => ({ ...state, names: state.names.with(author, name) }),
};
