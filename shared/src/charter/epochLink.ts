/** EPO-4: a parent's key under the new key, so that whoever is granted the new one reads what was said before. */
import { bytesOf, concatBytes } from '#shared/bytes.ts';
import { hash } from '#shared/crypto/hash.ts';
import { IV_BYTES, seal, unseal } from '#shared/crypto/seal.ts';
import type { EpochId } from '#shared/ids.ts';

const keyOf = (key: Uint8Array): Uint8Array => hash('epoch-link', key);
const contextOf = (epoch: EpochId, parent: EpochId): Uint8Array => concatBytes(bytesOf(epoch), bytesOf(parent));

/** iv, ciphertext, tag: 72 bytes. `iv` is 24 fresh random bytes. */
export const sealLink = (
  key: Uint8Array,
  epoch: EpochId,
  parent: EpochId,
  parentKey: Uint8Array,
  iv: Uint8Array,
): Uint8Array => concatBytes(iv, seal(keyOf(key), iv, parentKey, contextOf(epoch, parent)));

/** The parent's key, or undefined when the link does not open. Whether it is the right one, the parent's id says. */
export const openLink = (
  key: Uint8Array,
  epoch: EpochId,
  parent: EpochId,
  sealed: Uint8Array,
): Uint8Array | undefined =>
  unseal(keyOf(key), sealed.subarray(0, IV_BYTES), sealed.subarray(IV_BYTES), contextOf(epoch, parent));
