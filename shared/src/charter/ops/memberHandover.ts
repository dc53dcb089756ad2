import * as v from 'valibot';
import { bytesOf } from '#shared/bytes.ts';
import { cutsField, packCuts } from '#shared/charter/cuts.ts';
import { lower, seat } from '#shared/charter/membership.ts';
import { depsField, idField } from '#shared/charter/ops/fields.ts';
import { bringDevices } from '#shared/charter/ops/memberRole.ts';
import { OUTRANKED, type Rule, refusal } from '#shared/charter/ops/rule.ts';
import { rankOf } from '#shared/charter/state.ts';
import type { IdentityId } from '#shared/ids.ts';

/** The owner makes another the owner and is an admin from then on: there is always exactly one. */
export const memberHandoverSchema = v.strictObject({
  t: v.literal('member.handover'),
  deps: depsField,
  member: idField<IdentityId>(),
  /** For the author's own writers: beyond them an admin wrote. */
  cuts: v.exactOptional(cutsField),
});
export type MemberHandover = v.InferOutput<typeof memberHandoverSchema>;

export const packMemberHandover = ({ cuts, ...op }: MemberHandover) => ({
  ...op,
  member: bytesOf(op.member),
  ...(cuts ? { cuts: packCuts(cuts) } : {}),
});

export const memberHandover: Rule<MemberHandover> = {
  check({ member }, { state, rank, author }) {
    if (rank !== 'owner') return OUTRANKED;
    if (rankOf(state, member) === undefined) return refusal('not-member', 'is not in the room');
    return member === author ? refusal('same-role', 'is the owner already') : undefined;
  },
  effect(state, { member, cuts }, done) {
    const owned = bringDevices(seat(state, member, 'owner', done), member, done);
    return lower(seat(owned, done.author, 'admin', done), done.author, { leaves: 'admin', cuts }, done);
  },
};
