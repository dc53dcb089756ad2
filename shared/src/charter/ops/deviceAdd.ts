import * as v from 'valibot';
import { claim, deviceFault } from '#shared/charter/admission.ts';
import { isVouched } from '#shared/charter/certificate.ts';
import { certificateField } from '#shared/charter/ops/certificateField.ts';
import { depsField } from '#shared/charter/ops/fields.ts';
import { type Rule, refusal } from '#shared/charter/ops/rule.ts';
import { identityOf, rankOf } from '#shared/charter/state.ts';

/** CHA-2: a member's further device, brought by any of theirs or by itself: what counts is the identity's signature. */
export const deviceAddSchema = v.strictObject({
  t: v.literal('device.add'),
  deps: depsField,
  certificate: certificateField,
});
export type DeviceAdd = v.InferOutput<typeof deviceAddSchema>;

export const packDeviceAdd = (op: DeviceAdd) => ({ ...op, certificate: op.certificate.bytes });

export const deviceAdd: Rule<DeviceAdd> = {
  vouch: (op) => (isVouched(op.certificate) ? undefined : refusal('bad-certificate', 'the certificate is not good')),
  standing(op, device, state) {
    const author = op.certificate.sign === device ? op.certificate.identity : identityOf(state, device);
    return { author, rank: rankOf(state, author) };
  },
  check(op, { state, author, rank }) {
    const { identity, sign } = op.certificate;
    if (rank === undefined || author !== identity)
      return refusal('not-yours', 'only who is in the room adds devices, and only their own');
    if (state.devices.get(sign)?.live) return refusal('known-device', 'this device is in the room');
    return deviceFault(state, [op.certificate]);
  },
  effect: (state, op, done) => claim(state, op.certificate, done),
};
