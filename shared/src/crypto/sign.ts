import sodium from 'libsodium-wrappers';
import { isReduced } from '#shared/crypto/canonicalPoint.ts';

export const SIGN_KEY_BYTES = 32;
export const SIGN_SECRET_BYTES = 64;
export const SIGNATURE_BYTES = 64;

export interface SignKeyPair {
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
  /** 64 bytes: libsodium's seed and public key. */
  readonly secretKey: Uint8Array;
}

/** Ed25519 keys of a 32-byte seed. */
export function signKeyPair(seed: Uint8Array): SignKeyPair {
  const { publicKey, privateKey } = sodium.crypto_sign_seed_keypair(seed);
  return { publicKey, secretKey: privateKey };
}

/** Ed25519 signature (64 bytes) over a digest made with its own tag: nothing signed for one purpose serves another. */
export const sign = (digest: Uint8Array, secretKey: Uint8Array): Uint8Array =>
  sodium.crypto_sign_detached(digest, secretKey);

/** False for anything but a good signature: wrong lengths, small-order keys and malleated signatures included. */
export function verify(signature: Uint8Array, digest: Uint8Array, publicKey: Uint8Array): boolean {
  if (signature.length !== SIGNATURE_BYTES || publicKey.length !== SIGN_KEY_BYTES) return false;
  return sodium.crypto_sign_verify_detached(signature, digest, publicKey);
}

/** ID-3: a canonical point of the main subgroup. libsodium's conversion refuses small order and every mixed point. */
export function isGoodSignKey(key: Uint8Array): boolean {
  if (key.length !== SIGN_KEY_BYTES || !isReduced(key)) return false;
  try {
    sodium.crypto_sign_ed25519_pk_to_curve25519(key);
    return true;
  } catch {
    // The wrapper throws where libsodium answers "no"; this is the answer, not a failure.
    return false;
  }
}
