import * as v from 'valibot';
import { bytesOf } from '#shared/bytes.ts';
import { bytesField, depsField, idField } from '#shared/charter/ops/fields.ts';
import { OUTRANKED, PUBLIC, type Rule, refusal } from '#shared/charter/ops/rule.ts';
import { policiesSchema } from '#shared/charter/policies.ts';
import { atLeast } from '#shared/charter/rank.ts';
import type { EpochId } from '#shared/ids.ts';

/** A small picture fits; the op's own limit (CHA-7) leaves room for its deps. */
const MAX_SEALED = 14 * 1024;

/** CHA-6: name, topic and picture sealed under an epoch, and clear policies; either may be absent and stays as it was. */
export const settingsSchema = v.strictObject({
  t: v.literal('settings'),
  deps: depsField,
  settings: v.exactOptional(v.strictObject({ epoch: idField<EpochId>(), sealed: bytesField(1, MAX_SEALED) })),
  policies: v.exactOptional(policiesSchema),
});
export type Settings = v.InferOutput<typeof settingsSchema>;

export const packSettings = ({ settings: said, ...op }: Settings) =>
  said ? { ...op, settings: { ...said, epoch: bytesOf(said.epoch) } } : op;

export const settings: Rule<Settings> = {
  check(op, { state, rank }) {
    if (!atLeast(rank, 'admin')) return OUTRANKED;
    if (op.policies?.links === 'asked' && state.kind === 'public') return PUBLIC;
    const known = op.settings === undefined || state.epochs.has(op.settings.epoch);
    return known ? undefined : refusal('unknown-epoch', 'sealed under an epoch that is not among the ancestors');
  },
  effect: (state, op) => ({
    ...state,
    settings: op.settings ?? state.settings,
    policies: { ...state.policies, ...op.policies },
  }),
};
