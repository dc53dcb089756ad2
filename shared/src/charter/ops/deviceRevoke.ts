import * as v from 'valibot';
import { bytesOf } from '#shared/bytes.ts';
import { cutsField, packCuts } from '#shared/charter/cuts.ts';
import { lower, quieten } from '#shared/charter/membership.ts';
import { depsField, idField, signatureField } from '#shared/charter/ops/fields.ts';
import { packRotation, rotated, rotationFault, rotationField } from '#shared/charter/ops/rotation.ts';
import { type Rule, refusal } from '#shared/charter/ops/rule.ts';
import { isRevocation } from '#shared/charter/revocation.ts';
import { identityOf, rankOf, type CharterState } from '#shared/charter/state.ts';
import type { DeviceId, IdentityId } from '#shared/ids.ts';

/**
 * A person gives a device of theirs up, for good: lost, stolen, thrown away. What counts is the identity's signature: any
 * device of theirs brings it, also one that a thief revoked first [T-58].
 */
export const deviceRevokeSchema = v.strictObject({
  t: v.literal('device.revoke'),
  deps: depsField,
  identity: idField<IdentityId>(),
  device: idField<DeviceId>(),
  /** revocation.ts, by the identity's key. */
  signature: signatureField,
  cuts: v.exactOptional(cutsField),
  rotate: v.exactOptional(rotationField),
});
export type DeviceRevoke = v.InferOutput<typeof deviceRevokeSchema>;

export const packDeviceRevoke = ({ cuts, rotate, ...op }: DeviceRevoke) => ({
  ...op,
  identity: bytesOf(op.identity),
  device: bytesOf(op.device),
  ...(cuts ? { cuts: packCuts(cuts) } : {}),
  ...(rotate ? { rotate: packRotation(rotate) } : {}),
});

export const deviceRevoke: Rule<DeviceRevoke> = {
  vouch: ({ signature, identity, device }) =>
    isRevocation(signature, identity, device) ? undefined : refusal('bad-revocation', 'the identity did not sign this'),
  standing({ identity }, device, state) {
    const isOwn = identityOf(state, device) === identity;
    return { author: isOwn ? identity : undefined, rank: isOwn ? rankOf(state, identity) : undefined };
  },
  check({ device, rotate }, { state, author }) {
    const known = state.devices.get(device);
    if (!known || known.identity !== author) return refusal('not-own', 'revokes a device of somebody else');
    if (known.revoked) return refusal('revoked-device', 'is revoked already');
    return rotate && rotationFault(rotate, state);
  },
  effect(state, { device, cuts, rotate }, done) {
    const revoked = withoutDevice(lower(state, done.author, { device, cuts }, done), device);
    return rotate ? rotated(revoked, rotate, done.device) : revoked;
  },
};

function withoutDevice(state: CharterState, device: DeviceId): CharterState {
  const devices = quieten(state.devices, device);
  const known = devices.get(device);
  return known ? { ...state, devices: devices.with(device, { ...known, revoked: true }) } : state;
}
