import sodium from 'libsodium-wrappers';
import { concatBytes } from '#shared/bytes.ts';
import { isReduced } from '#shared/crypto/canonicalPoint.ts';

export const BOX_KEY_BYTES = 32;

export interface BoxKeyPair {
  /** 32 bytes each. */
  readonly publicKey: Uint8Array;
  readonly secretKey: Uint8Array;
}

/** X25519 keys of a 32-byte seed. */
export function boxKeyPair(seed: Uint8Array): BoxKeyPair {
  const { publicKey, privateKey } = sodium.crypto_box_seed_keypair(seed);
  return { publicKey, secretKey: privateKey };
}

/**
 * libsodium's sealed box, built by hand from a key pair of `ephemeralSeed` (32 fresh random bytes), since libsodium
 * would draw its own randomness and runs could not be replayed from a seed. 48 bytes longer than the message.
 * Throws on a key that `isGoodBoxKey` refuses.
 */
export function sealTo(publicKey: Uint8Array, message: Uint8Array, ephemeralSeed: Uint8Array): Uint8Array {
  const ephemeral = boxKeyPair(ephemeralSeed);
  const both = concatBytes(ephemeral.publicKey, publicKey);
  const nonce = sodium.crypto_generichash(sodium.crypto_box_NONCEBYTES, both, null);
  return concatBytes(ephemeral.publicKey, sodium.crypto_box_easy(message, nonce, publicKey, ephemeral.secretKey));
}

/** The message of a sealed box, or undefined when it was not sealed to this key or was changed. */
export function openBox(sealed: Uint8Array, keys: BoxKeyPair): Uint8Array | undefined {
  if (sealed.length < sodium.crypto_box_SEALBYTES) return undefined;
  try {
    return sodium.crypto_box_seal_open(sealed, keys.publicKey, keys.secretKey);
  } catch {
    // The wrapper throws where libsodium answers "no".
    return undefined;
  }
}

/** Any clamped scalar shows a small-order key: the product is zero, which libsodium refuses. */
const PROBE = new Uint8Array(BOX_KEY_BYTES).fill(1);

/** ID-3: a canonical X25519 key that is not of small order. */
export function isGoodBoxKey(key: Uint8Array): boolean {
  if (key.length !== BOX_KEY_BYTES || ((key[31] ?? 0) & 128) !== 0 || !isReduced(key)) return false;
  try {
    sodium.crypto_scalarmult(PROBE, key);
    return true;
  } catch {
    // The wrapper throws where libsodium answers "no".
    return false;
  }
}
