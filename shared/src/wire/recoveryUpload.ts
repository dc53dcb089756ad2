/** `POST /api/recovery/<id>`: a new version of a sealed copy, signed by the key that is its name. */
import * as v from 'valibot';
import { bytesOf, u64 } from '#shared/bytes.ts';
import { decode, encode } from '#shared/cbor.ts';
import { hash } from '#shared/crypto/hash.ts';
import { sign, SIGNATURE_BYTES, verify } from '#shared/crypto/sign.ts';
import { fault, ok, type Result } from '#shared/errors.ts';
import type { RecoveryId } from '#shared/ids.ts';

/** A hundred rooms with a new key every week for years. */
export const MAX_COPY = 512 * 1024;
export const MAX_UPLOAD = MAX_COPY + 1024;

const schema = v.strictObject({
  version: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  copy: v.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length > 0 && value.length <= MAX_COPY),
  signature: v.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length === SIGNATURE_BYTES),
});
export type RecoveryUpload = v.InferOutput<typeof schema>;

const digestOf = (id: RecoveryId, version: number, copy: Uint8Array): Uint8Array =>
  hash('recovery-upload', bytesOf(id), u64(version), hash('recovery-bytes', copy));

export const makeUpload = (id: RecoveryId, version: number, copy: Uint8Array, secretKey: Uint8Array): Uint8Array =>
  encode({ version, copy, signature: sign(digestOf(id, version, copy), secretKey) });

/** What was uploaded, its signature checked. */
export function readUpload(id: RecoveryId, bytes: Uint8Array): Result<RecoveryUpload> {
  const value = decode(bytes);
  if (!value.ok) return value;
  const upload = v.safeParse(schema, value.value);
  if (!upload.success) return fault('bad-upload', upload.issues[0].message);
  const { version, copy, signature } = upload.output;
  if (verify(signature, digestOf(id, version, copy), bytesOf(id))) return ok(upload.output);
  return fault('bad-signature', 'Only who has the recovery code replaces what it opens.');
}
