import * as v from 'valibot';
import { bytesOf } from '#shared/bytes.ts';
import { bytesField, depsField, idField } from '#shared/charter/ops/fields.ts';
import { OUTRANKED, type Rule, refusal } from '#shared/charter/ops/rule.ts';
import { PersistentList } from '#shared/charter/persistentList.ts';
import { atLeast } from '#shared/charter/rank.ts';
import type { CharterState, EpochState, Grantee } from '#shared/charter/state.ts';
import type { DeviceId, EpochId, InviteId } from '#shared/ids.ts';

export const MAX_GRANTS = 64;
/** A 32-byte key in a sealed box. */
const SEALED_BOX_BYTES = 32 + 48;

const box = bytesField(SEALED_BOX_BYTES);

/** EPO-2: an epoch's key, sealed to devices and to open links. */
export const epochGrantSchema = v.strictObject({
  t: v.literal('epoch.grant'),
  deps: depsField,
  epoch: idField<EpochId>(),
  to: v.pipe(
    v.array(
      v.union([
        v.strictObject({ device: idField<DeviceId>(), box }),
        v.strictObject({ invite: idField<InviteId>(), box }),
      ]),
    ),
    v.minLength(1),
    v.maxLength(MAX_GRANTS),
  ),
});
export type EpochGrant = v.InferOutput<typeof epochGrantSchema>;
export type Grant = EpochGrant['to'][number];

export const packEpochGrant = (op: EpochGrant) => ({
  ...op,
  epoch: bytesOf(op.epoch),
  to: op.to.map((grant) =>
    'device' in grant ? { ...grant, device: bytesOf(grant.device) } : { ...grant, invite: bytesOf(grant.invite) },
  ),
});

const granteeOf = (grant: Grant): Grantee => ('device' in grant ? grant.device : grant.invite);

/** Live devices, and open links nobody revoked. */
function isGrantable(state: CharterState, grant: Grant): boolean {
  if ('device' in grant) return state.devices.get(grant.device)?.live === true;
  const invite = state.invites.get(grant.invite);
  return invite !== undefined && invite.open && !invite.revoked;
}

export const epochGrant: Rule<EpochGrant> = {
  check(op, { state, rank }) {
    if (!atLeast(rank, 'member')) return OUTRANKED;
    if (!state.epochs.has(op.epoch)) return refusal('unknown-epoch', 'the epoch is not among the ancestors');
    const good = op.to.every((grant) => isGrantable(state, grant));
    return good
      ? undefined
      : refusal('not-live', 'a grant to a device that is not live, or to a link that is not open');
  },
  effect(state, op, { device }) {
    const epoch = state.epochs.get(op.epoch);
    return epoch ? { ...state, epochs: state.epochs.with(op.epoch, granted(epoch, op, device)) } : state;
  },
};

const NO_BOXES = PersistentList.empty<Uint8Array>();

function granted(epoch: EpochState, op: EpochGrant, author: DeviceId): EpochState {
  let reached = epoch.reached.with(author, epoch.reached.get(author) ?? NO_BOXES);
  for (const grant of op.to) {
    const grantee = granteeOf(grant);
    reached = reached.with(grantee, (reached.get(grantee) ?? NO_BOXES).with([grant.box]));
  }
  return { ...epoch, reached };
}
