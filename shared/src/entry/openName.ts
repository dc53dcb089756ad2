/** Opens what somebody wants to be called. Never within reach of the relay, so not in charter/. */
import { IV_BYTES, unseal } from '#shared/crypto/seal.ts';
import { unpad } from '#shared/entry/padding.ts';
import { MAX_SEALED_NAME, nameContext, nameKey } from '#shared/entry/sealName.ts';
import type { IdentityId, RoomId } from '#shared/ids.ts';

/** Undefined when it does not open with this key, or is longer than a name may be. */
export function openName(
  epochKey: Uint8Array,
  room: RoomId,
  identity: IdentityId,
  sealed: Uint8Array,
): string | undefined {
  const iv = sealed.subarray(0, IV_BYTES);
  const plain = unseal(nameKey(epochKey), iv, sealed.subarray(IV_BYTES), nameContext(room, identity));
  const body = plain && unpad(plain);
  if (!body?.ok) return undefined;
  const name = new TextDecoder().decode(body.value);
  return name.length <= MAX_SEALED_NAME ? name : undefined;
}
