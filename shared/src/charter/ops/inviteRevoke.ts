import * as v from 'valibot';
import { bytesOf } from '#shared/bytes.ts';
import { depsField, idField } from '#shared/charter/ops/fields.ts';
import { OUTRANKED, type Rule, refusal } from '#shared/charter/ops/rule.ts';
import { atLeast } from '#shared/charter/rank.ts';
import type { InviteId } from '#shared/ids.ts';

/** Ends an invite. Joins that did not know of it stand: the admitter could not have known either. */
export const inviteRevokeSchema = v.strictObject({
  t: v.literal('invite.revoke'),
  deps: depsField,
  invite: idField<InviteId>(),
});
export type InviteRevoke = v.InferOutput<typeof inviteRevokeSchema>;

export const packInviteRevoke = (op: InviteRevoke) => ({ ...op, invite: bytesOf(op.invite) });

export const inviteRevoke: Rule<InviteRevoke> = {
  check(op, { state, rank, author }) {
    const invite = state.invites.get(op.invite);
    if (!invite || rank === undefined) return refusal('unknown-invite', 'no such invite among the ancestors');
    return invite.by === author || atLeast(rank, state.policies.invite) ? undefined : OUTRANKED;
  },
  effect(state, op) {
    const invite = state.invites.get(op.invite);
    return invite ? { ...state, invites: state.invites.with(op.invite, { ...invite, revoked: true }) } : state;
  },
};
