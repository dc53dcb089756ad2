import * as v from 'valibot';
import { admit, deviceFault } from '#shared/charter/admission.ts';
import { isVouched } from '#shared/charter/certificate.ts';
import { certificateField } from '#shared/charter/ops/certificateField.ts';
import { depsField, roleField } from '#shared/charter/ops/fields.ts';
import { FULL, OUTRANKED, type Rule, refusal } from '#shared/charter/ops/rule.ts';
import { atLeast, outranks } from '#shared/charter/rank.ts';
import { isFull, rankOf } from '#shared/charter/state.ts';

/** Brings in a person with the devices they are known to have, all of one identity. */
export const memberAddSchema = v.strictObject({
  t: v.literal('member.add'),
  deps: depsField,
  role: roleField,
  certificates: v.pipe(v.array(certificateField), v.minLength(1), v.maxLength(16)),
});
export type MemberAdd = v.InferOutput<typeof memberAddSchema>;

export const packMemberAdd = (op: MemberAdd) => ({
  ...op,
  certificates: op.certificates.map((certificate) => certificate.bytes),
});

export const memberAdd: Rule<MemberAdd> = {
  vouch: (op) =>
    op.certificates.every(isVouched) ? undefined : refusal('bad-certificate', 'a certificate is not good'),
  check(op, { state, rank }) {
    if (!atLeast(rank, 'moderator') || !outranks(rank, op.role)) return OUTRANKED;
    if (rankOf(state, op.certificates[0]?.identity) !== undefined) return refusal('already-member', 'is in the room');
    if (isFull(state, op.certificates[0]?.identity)) return FULL;
    return deviceFault(state, op.certificates);
  },
  effect: (state, op, done) => admit(state, op.certificates, op.role, done),
};
