import * as v from 'valibot';
import { bytesOf } from '#shared/bytes.ts';
import { admit, deviceFault } from '#shared/charter/admission.ts';
import { isVouched } from '#shared/charter/certificate.ts';
import { isJoinProof } from '#shared/charter/joinProof.ts';
import { certificateField } from '#shared/charter/ops/certificateField.ts';
import { depsField, idField, signatureField } from '#shared/charter/ops/fields.ts';
import { type Claim, FULL, NOT_ALONE, OUTRANKED, type Rule, refusal } from '#shared/charter/ops/rule.ts';
import { atLeast, lowerOf, outranks } from '#shared/charter/rank.ts';
import { actingIdentity, type InviteState, isFull, isSpent, rankOf } from '#shared/charter/state.ts';
import type { Fault } from '#shared/errors.ts';
import type { InviteId } from '#shared/ids.ts';

/**
 * CHA-8: somebody comes in by an invite. Authored by the joiner's own device where the invite is open, and then by the
 * authority of whoever made the invite; otherwise carried by a member who may admit, by theirs.
 */
export const joinSchema = v.strictObject({
  t: v.literal('join'),
  deps: depsField,
  invite: idField<InviteId>(),
  certificate: certificateField,
  /** joinProof.ts, by the invite's key. */
  signature: signatureField,
});
export type Join = v.InferOutput<typeof joinSchema>;

export const packJoin = (op: Join) => ({
  ...op,
  invite: bytesOf(op.invite),
  certificate: op.certificate.bytes,
});

export const isOwnJoin = (op: Join, device: string): boolean => op.certificate.sign === device;

export const join: Rule<Join> = {
  vouch: (op, room) =>
    isVouched(op.certificate) && isJoinProof(op.signature, room, op.certificate, op.invite)
      ? undefined
      : refusal('bad-join', 'the certificate or the proof of the invite is not good'),
  standing(op, device, state) {
    // Who comes in by an open link has a say as far as the invite's maker has, and no more weight than what they become.
    const invite = state.invites.get(op.invite);
    if (isOwnJoin(op, device))
      return {
        author: op.certificate.identity,
        rank: invite && lowerOf(rankOf(state, invite.by), invite.role),
      };
    const author = actingIdentity(state, device);
    return { author, rank: rankOf(state, author) };
  },
  check(op, claim) {
    const invite = claim.state.invites.get(op.invite);
    if (!invite || invite.revoked) return refusal('revoked', 'the invite is unknown here or revoked');
    return wayInFault(op, claim, invite) ?? placeFault(op, claim, invite) ?? deviceFault(claim.state, [op.certificate]);
  },
  effect(state, op, done) {
    const invite = state.invites.get(op.invite);
    // Carried by somebody above the inviter it stands without the invite.
    const role = done.before.invites.get(op.invite)?.role;
    if (!invite) return role ? admit(state, [op.certificate], role, done) : state;
    const joined = invite.joined.with(op.certificate.identity, done.id);
    const invites = state.invites.with(op.invite, { ...invite, joined, used: joined.size });
    return admit({ ...state, invites }, [op.certificate], invite.role, done);
  },
};

/** Expiry is not looked at: clocks are for admitters and relays. */
function wayInFault(op: Join, claim: Claim, invite: InviteState): Fault | undefined {
  if (isOwnJoin(op, claim.device) && claim.state.policies.links === 'asked') return NOT_ALONE;
  if (isOwnJoin(op, claim.device) ? !invite.open : !atLeast(claim.rank, claim.state.policies.invite))
    return refusal('not-admitted', 'somebody who may admit has to carry this join');
  const rank = isOwnJoin(op, claim.device) ? rankOf(claim.state, invite.by) : claim.rank;
  return outranks(rank, invite.role) ? undefined : OUTRANKED;
}

function placeFault(op: Join, { state }: Claim, invite: InviteState): Fault | undefined {
  const { identity, sign } = op.certificate;
  if (state.devices.get(sign)?.live) return refusal('already-member', 'this device is in the room');
  if (isFull(state, identity)) return FULL;
  return isSpent(invite) && !invite.joined.has(identity) ? refusal('spent', 'the invite is used up') : undefined;
}
