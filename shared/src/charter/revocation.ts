/** ID-1: an identity gives up a device of its own. One signature holds in every room. */
import { bytesOf } from '#shared/bytes.ts';
import { hash } from '#shared/crypto/hash.ts';
import { sign, verify } from '#shared/crypto/sign.ts';
import type { DeviceId, IdentityId } from '#shared/ids.ts';

const digestOf = (identity: IdentityId, device: DeviceId): Uint8Array =>
  hash('device-revocation', bytesOf(identity), bytesOf(device));

/** `secretKey` is the identity's. */
export const signRevocation = (identity: IdentityId, device: DeviceId, secretKey: Uint8Array): Uint8Array =>
  sign(digestOf(identity, device), secretKey);

export const isRevocation = (signature: Uint8Array, identity: IdentityId, device: DeviceId): boolean =>
  verify(signature, digestOf(identity, device), bytesOf(identity));
