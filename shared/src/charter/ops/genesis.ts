import * as v from 'valibot';
import { admit } from '#shared/charter/admission.ts';
import { isVouched } from '#shared/charter/certificate.ts';
import { certificateField } from '#shared/charter/ops/certificateField.ts';
import { bytesField, monthField } from '#shared/charter/ops/fields.ts';
import { type Rule, refusal } from '#shared/charter/ops/rule.ts';
import { policiesSchema } from '#shared/charter/policies.ts';
import { ROOM_KINDS } from '#shared/charter/state.ts';

/** DOC-1: the first op. Its author's device key and its payload make the room's id. */
export const genesisSchema = v.strictObject({
  t: v.literal('genesis'),
  deps: v.strictTuple([]),
  random: bytesField(16),
  /** The UTC month the room was made in; nothing in it is older. */
  month: monthField,
  kind: v.picklist(ROOM_KINDS),
  certificate: certificateField,
  policies: v.exactOptional(policiesSchema),
});
export type Genesis = v.InferOutput<typeof genesisSchema>;

export const packGenesis = (op: Genesis) => ({ ...op, certificate: op.certificate.bytes });

export const genesis: Rule<Genesis> = {
  vouch: (op) =>
    isVouched(op.certificate) ? undefined : refusal('bad-certificate', 'the founder’s certificate is not good'),
  standing: (op, device) => ({
    author: op.certificate.sign === device ? op.certificate.identity : undefined,
    rank: 'owner',
  }),
  check: (_op, { author, state }) =>
    author !== undefined && state.createdBy === undefined
      ? undefined
      : refusal('bad-genesis', 'a room begins once, by a device its certificate names'),
  effect: (state, op, done) => ({
    ...admit(state, [op.certificate], 'owner', done),
    kind: op.kind,
    createdBy: op.certificate.identity,
    month: op.month,
    policies: { ...state.policies, ...op.policies },
  }),
};
