import * as v from 'valibot';
import { bytesOf } from '#shared/bytes.ts';
import { cutsField, packCuts } from '#shared/charter/cuts.ts';
import { lower } from '#shared/charter/membership.ts';
import { bytesField, depsField, idField } from '#shared/charter/ops/fields.ts';
import { packRotation, rotated, rotationFault, rotationField } from '#shared/charter/ops/rotation.ts';
import { OUTRANKED, type Rule, refusal } from '#shared/charter/ops/rule.ts';
import { type CharterState, isSpent, mayManageAs, rankOf } from '#shared/charter/state.ts';
import type { EpochId, IdentityId } from '#shared/ids.ts';

const MAX_REASON = 1024;

/** Somebody is put out. The new room key they do not get rides along (EPO-2). */
export const memberRemoveSchema = v.strictObject({
  t: v.literal('member.remove'),
  deps: depsField,
  member: idField<IdentityId>(),
  cuts: v.exactOptional(cutsField),
  rotate: v.exactOptional(rotationField),
  /** Why, sealed under an epoch the removed can read too. */
  reason: v.exactOptional(v.strictObject({ epoch: idField<EpochId>(), sealed: bytesField(1, MAX_REASON) })),
});
export type MemberRemove = v.InferOutput<typeof memberRemoveSchema>;

export const packMemberRemove = ({ cuts, rotate, reason, ...op }: MemberRemove) => ({
  ...op,
  member: bytesOf(op.member),
  ...(cuts ? { cuts: packCuts(cuts) } : {}),
  ...(rotate ? { rotate: packRotation(rotate) } : {}),
  ...(reason ? { reason: { ...reason, epoch: bytesOf(reason.epoch) } } : {}),
});

export const memberRemove: Rule<MemberRemove> = {
  check({ member, rotate }, { state, rank }) {
    // CHA-5: who is out already is put out again to tighten the cuts, by somebody above what they were.
    const target = rankOf(state, member) ?? state.seats.get(member)?.rank;
    if (target === undefined) return refusal('not-member', 'was never in the room');
    if (!mayManageAs(rank, target)) return OUTRANKED;
    return rotate && rotationFault(rotate, state);
  },
  effect(state, { member, cuts, rotate, reason }, done) {
    const lowered = lower(state, member, { cuts, ...(reason ? { reason } : {}) }, done);
    const without = withoutLinks(lowered, member, done.before);
    return rotate ? rotated(without, rotate, done.device) : without;
  },
};

/** Gone with them: invites of theirs that are not used up, and every open link, which they may have kept. */
function withoutLinks(state: CharterState, member: IdentityId, { invites }: CharterState): CharterState {
  let next = state.invites;
  for (const [id, known] of invites) {
    const invite = next.get(id);
    const ends = known.open || (known.by === member && !isSpent(known));
    if (ends && invite && !invite.revoked) next = next.with(id, { ...invite, revoked: true });
  }
  return next === state.invites ? state : { ...state, invites: next };
}
