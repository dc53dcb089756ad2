import * as v from 'valibot';
import { bytesOf } from '#shared/bytes.ts';
import { bytesField, depsField, idField, keyField, roleField, timeField } from '#shared/charter/ops/fields.ts';
import { NOT_ALONE, OUTRANKED, PUBLIC, type Rule, refusal } from '#shared/charter/ops/rule.ts';
import { PersistentMap } from '#shared/charter/persistentMap.ts';
import { atLeast, outranks } from '#shared/charter/rank.ts';
import { isGoodBoxKey } from '#shared/crypto/box.ts';
import { isGoodSignKey } from '#shared/crypto/sign.ts';
import type { EntryId, IdentityId, InviteId } from '#shared/ids.ts';

const MAX_PREVIEW = 2048;
const MAX_USES = 65_536;

/** CHA-8: the public keys derived from a link's secret, and what the link is good for. */
export const inviteCreateSchema = v.strictObject({
  t: v.literal('invite.create'),
  deps: depsField,
  invite: idField<InviteId>(),
  box: keyField,
  role: roleField,
  uses: v.union([v.literal('any'), v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_USES))]),
  expires: timeField,
  open: v.boolean(),
  /** {room name, inviter's name}, sealed under the link's secret. */
  preview: bytesField(1, MAX_PREVIEW),
});
export type InviteCreate = v.InferOutput<typeof inviteCreateSchema>;

export const packInviteCreate = (op: InviteCreate) => ({ ...op, invite: bytesOf(op.invite) });

/** CHA-8: who comes in alone weighs what they become; whoever is as much could else undo, from before, what they may not undo now. */
const TOO_MUCH = refusal('open-role', 'a link that lets in whoever holds it makes them a member at most');

export const inviteCreate: Rule<InviteCreate> = {
  vouch: (op) =>
    isGoodSignKey(bytesOf(op.invite)) && isGoodBoxKey(op.box)
      ? undefined
      : refusal('bad-key', 'the invite’s keys are not usable'),
  check(op, { state, rank }) {
    if (!atLeast(rank, state.policies.invite) || !outranks(rank, op.role)) return OUTRANKED;
    if (!op.open && state.kind === 'public') return PUBLIC;
    if (op.open && state.policies.links === 'asked') return NOT_ALONE;
    if (op.open && state.kind !== 'direct' && outranks(op.role, 'member')) return TOO_MUCH;
    return state.invites.has(op.invite) ? refusal('known-invite', 'a link is made once') : undefined;
  },
  // Of two made at the same time under one key the first in order stands: a link that is out keeps its meaning.
  effect(state, { t: _t, deps: _deps, invite, ...made }, { id, author }) {
    if (state.invites.has(invite)) return state;
    const fresh = {
      ...made,
      used: 0,
      joined: PersistentMap.empty<IdentityId, EntryId>(),
      revoked: false,
      by: author,
      created: id,
    };
    return { ...state, invites: state.invites.with(invite, fresh) };
  },
};
