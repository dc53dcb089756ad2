import sodium from 'libsodium-wrappers';

export const SEAL_KEY_BYTES = 32;
export const IV_BYTES = 24;
export const TAG_BYTES = 16;

/** XChaCha20-Poly1305 (IETF): ciphertext and 16-byte tag. `iv` is 24 fresh random bytes. */
export const seal = (key: Uint8Array, iv: Uint8Array, plain: Uint8Array, associated: Uint8Array): Uint8Array =>
  sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(plain, associated, null, iv, key);

/** The plaintext, or undefined when key, iv, ciphertext or associated data is another than what was sealed. */
export function unseal(
  key: Uint8Array,
  iv: Uint8Array,
  cipher: Uint8Array,
  associated: Uint8Array,
): Uint8Array | undefined {
  if (iv.length !== IV_BYTES || cipher.length < TAG_BYTES || key.length !== SEAL_KEY_BYTES) return undefined;
  try {
    return sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(null, cipher, associated, iv, key);
  } catch {
    // The wrapper throws where libsodium answers "no".
    return undefined;
  }
}
