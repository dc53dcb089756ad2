/**
 * ID-4: whose a username on a relay is. One of the person's own devices says it, so that the relay, which hands it out, can
 * make none up; that it hands out one identity today and another tomorrow is noticed by whoever pinned the first (T-22).
 */
import * as v from 'valibot';
import { bytesOf, u64, utf8 } from '#shared/bytes.ts';
import { decode, encode } from '#shared/cbor.ts';
import { type DeviceCert, isVouched } from '#shared/charter/certificate.ts';
import { certificateField } from '#shared/charter/ops/certificateField.ts';
import { signatureField, timeField } from '#shared/charter/ops/fields.ts';
import { hash } from '#shared/crypto/hash.ts';
import { sign, verify } from '#shared/crypto/sign.ts';
import { fault, ok, type Result } from '#shared/errors.ts';

export interface AccountBinding {
  /** Origin of the relay: a name on one says nothing about the same name on another. */
  readonly relay: string;
  readonly username: string;
  readonly certificate: DeviceCert;
  /** ms UTC, for people. */
  readonly at: number;
  readonly signature: Uint8Array;
}

export const MAX_BINDING = 1_536;

const text = v.pipe(v.string(), v.maxLength(256));
const schema = v.strictObject({
  relay: text,
  username: text,
  certificate: certificateField,
  at: timeField,
  signature: signatureField,
});

type Statement = Omit<AccountBinding, 'signature'>;

const digestOf = ({ relay, username, certificate, at }: Statement): Uint8Array =>
  hash('account-binding', utf8(relay), utf8(username), bytesOf(certificate.identity), u64(at));

/** As it travels, deterministic CBOR; `deviceSecret` is that of the certificate's device. */
export function makeAccountBinding(said: Statement, deviceSecret: Uint8Array): Uint8Array {
  const { relay, username, certificate, at } = said;
  return encode({
    relay,
    username,
    certificate: certificate.bytes,
    at,
    signature: sign(digestOf(said), deviceSecret),
  });
}

/** A binding whose certificate and signature are good, of this name on this relay. */
export function checkAccountBinding(bytes: Uint8Array, relay: string, username: string): Result<AccountBinding> {
  if (bytes.length > MAX_BINDING) return fault('bad-binding', 'larger than any binding');
  const value = decode(bytes);
  if (!value.ok) return value;
  const read = v.safeParse(schema, value.value, { abortEarly: true });
  if (!read.success) return fault('bad-binding', read.issues[0].message);
  const binding = read.output;
  if (binding.relay !== relay || binding.username !== username) {
    return fault('bad-binding', 'it speaks of another name, or of another relay');
  }
  const { certificate, signature } = binding;
  const good = isVouched(certificate) && verify(signature, digestOf(binding), bytesOf(certificate.sign));
  return good ? ok(binding) : fault('bad-binding', 'its certificate or its signature is not good');
}
