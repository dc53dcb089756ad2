import * as v from 'valibot';
import { type DeviceCert, MAX_CERTIFICATE, readCertificate } from '#shared/charter/certificate.ts';
import { bytesField } from '#shared/charter/ops/fields.ts';

/** A certificate as the byte string it was signed as. Form only: whether its signatures are good is for `vouch`. */
export const certificateField = v.pipe(
  bytesField(1, MAX_CERTIFICATE),
  v.rawTransform<Uint8Array, DeviceCert>(({ dataset, addIssue, NEVER }) => {
    const read = readCertificate(dataset.value);
    if (read.ok) return read.value;
    addIssue({ message: read.fault.say });
    return NEVER;
  }),
);
