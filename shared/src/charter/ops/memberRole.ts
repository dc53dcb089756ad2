import * as v from 'valibot';
import { bytesOf } from '#shared/bytes.ts';
import { claim } from '#shared/charter/admission.ts';
import { cutsField, packCuts } from '#shared/charter/cuts.ts';
import { lower, seat } from '#shared/charter/membership.ts';
import { depsField, idField, roleField } from '#shared/charter/ops/fields.ts';
import { type Done, OUTRANKED, type Rule, refusal } from '#shared/charter/ops/rule.ts';
import { outranks } from '#shared/charter/rank.ts';
import { type CharterState, mayGive, mayManageAs, rankOf } from '#shared/charter/state.ts';
import type { IdentityId } from '#shared/ids.ts';

/** Somebody is to be more, or less: then it is a lowering and carries cuts (CHA-4, CHA-5). */
export const memberRoleSchema = v.strictObject({
  t: v.literal('member.role'),
  deps: depsField,
  member: idField<IdentityId>(),
  role: roleField,
  cuts: v.exactOptional(cutsField),
});
export type MemberRole = v.InferOutput<typeof memberRoleSchema>;

export const packMemberRole = ({ cuts, ...op }: MemberRole) => ({
  ...op,
  member: bytesOf(op.member),
  ...(cuts ? { cuts: packCuts(cuts) } : {}),
});

/** As far as its author knew. */
export const isDemotion = ({ member, role }: MemberRole, before: CharterState): boolean =>
  outranks(rankOf(before, member), role);

export const memberRole: Rule<MemberRole> = {
  check({ member, role }, { state, rank }) {
    const now = rankOf(state, member);
    if (now === undefined) return refusal('not-member', 'is not in the room');
    if (!mayManageAs(rank, now) || !mayGive(rank, role)) return OUTRANKED;
    return now === role ? refusal('same-role', 'is that already') : undefined;
  },
  effect(state, op, done) {
    const { member, role, cuts } = op;
    const seated = bringDevices(seat(state, member, role, done), member, done);
    return isDemotion(op, done.before) ? lower(seated, member, { leaves: role, cuts }, done) : seated;
  },
};

/** CHA-4: who is given a rank stands without the add it rested on, with the devices they had there. */
export function bringDevices(state: CharterState, member: IdentityId, done: Done): CharterState {
  const { before } = done;
  const had = before.devicesOf.get(member) ?? [];
  return had.reduce((next, sign) => {
    const device = before.devices.get(sign);
    if (!device?.live || next.devices.has(sign)) return next;
    return claim(next, { identity: member, sign, box: device.box }, done, device.ways);
  }, state);
}
