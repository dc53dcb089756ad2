import * as v from 'valibot';
import { bytesOf, toText, u64 } from '#shared/bytes.ts';
import { decode, encode } from '#shared/cbor.ts';
import { idField, keyField, signatureField } from '#shared/charter/ops/fields.ts';
import { isGoodBoxKey } from '#shared/crypto/box.ts';
import { hash } from '#shared/crypto/hash.ts';
import { sign, type SignKeyPair, verify } from '#shared/crypto/sign.ts';
import { fault, ok, type Result } from '#shared/errors.ts';
import type { DeviceId, IdentityId } from '#shared/ids.ts';

/** ID-2: an identity says "this device is mine", and the device that it has its key. */
export interface DeviceCert {
  readonly identity: IdentityId;
  /** The device's Ed25519 key: its id. */
  readonly sign: DeviceId;
  /** The device's X25519 key, 32 bytes: what room keys are sealed to. */
  readonly box: Uint8Array;
  /** Which of the identity's certificates this is, from 0. */
  readonly serial: number;
  /** ms UTC by the issuer's clock: for people, never for validity. */
  readonly at: number;
  readonly byIdentity: Uint8Array;
  readonly byDevice: Uint8Array;
  /** The certificate as it travels, deterministic CBOR. */
  readonly bytes: Uint8Array;
}

export const MAX_CERTIFICATE = 512;

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const schema = v.strictObject({
  identity: idField<IdentityId>(),
  sign: idField<DeviceId>(),
  box: keyField,
  serial: count,
  at: count,
  byIdentity: signatureField,
  byDevice: signatureField,
});

/** What both sign. */
export type CertificateHalf = Pick<DeviceCert, 'identity' | 'sign' | 'box' | 'serial' | 'at'>;

const digestOf = (tag: 'device-cert' | 'device-cert-proof', said: CertificateHalf): Uint8Array =>
  hash(tag, bytesOf(said.identity), bytesOf(said.sign), said.box, u64(said.serial), u64(said.at));

/** `box` is the device's public box key; `at` ms UTC. */
export function makeCertificate(issue: {
  readonly identity: SignKeyPair;
  readonly device: SignKeyPair;
  readonly box: Uint8Array;
  readonly serial: number;
  readonly at: number;
}): DeviceCert {
  const { box, serial, at } = issue;
  const said = {
    identity: toText(issue.identity.publicKey) as IdentityId,
    sign: toText(issue.device.publicKey) as DeviceId,
    box,
    serial,
    at,
  };
  return complete(said, halfCertificate(said, issue.identity), issue.device);
}

/** The identity's signature, for a device that has its keys elsewhere. */
export const halfCertificate = (said: CertificateHalf, identity: SignKeyPair): Uint8Array =>
  sign(digestOf('device-cert', said), identity.secretKey);

/** The device's part to the identity's, which is checked. */
export const completeCertificate = (
  said: CertificateHalf,
  byIdentity: Uint8Array,
  device: SignKeyPair,
): Result<DeviceCert> => checkCertificate(complete(said, byIdentity, device).bytes);

function complete(said: CertificateHalf, byIdentity: Uint8Array, device: SignKeyPair): DeviceCert {
  const { identity, sign: key, box, serial, at } = said;
  const byDevice = sign(digestOf('device-cert-proof', said), device.secretKey);
  const signed = { box, serial, at, byIdentity, byDevice };
  const bytes = encode({ ...signed, identity: bytesOf(identity), sign: bytesOf(key) });
  return { ...signed, identity, sign: key, bytes };
}

/** The certificate these bytes hold, its signatures not looked at yet. */
export function readCertificate(bytes: Uint8Array): Result<DeviceCert> {
  if (bytes.length > MAX_CERTIFICATE) return fault('bad-certificate', 'longer than any certificate');
  const value = decode(bytes);
  if (!value.ok) return value;
  const read = v.safeParse(schema, value.value);
  return read.success ? ok({ ...read.output, bytes }) : fault('bad-certificate', read.issues[0].message);
}

/** ID-2 and ID-3: are both signatures good? Checking one refuses small-order and non-canonical keys. */
export const isVouched = (certificate: DeviceCert): boolean =>
  isGoodBoxKey(certificate.box) &&
  verify(certificate.byIdentity, digestOf('device-cert', certificate), bytesOf(certificate.identity)) &&
  verify(certificate.byDevice, digestOf('device-cert-proof', certificate), bytesOf(certificate.sign));

export function checkCertificate(bytes: Uint8Array): Result<DeviceCert> {
  const certificate = readCertificate(bytes);
  if (!certificate.ok || isVouched(certificate.value)) return certificate;
  return fault('bad-certificate', 'a signature of the certificate, or a key in it, is not good');
}
