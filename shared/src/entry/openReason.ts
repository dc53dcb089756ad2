/** Opens why somebody was put out of a room. Never within reach of the relay, so not in charter/. */
import { IV_BYTES, unseal } from '#shared/crypto/seal.ts';
import { unpad } from '#shared/entry/padding.ts';
import { MAX_REASON, reasonContext, reasonKey } from '#shared/entry/sealReason.ts';
import type { RoomId } from '#shared/ids.ts';

/** Undefined when it does not open with this key, or says more than a reason may. */
export function openReason(epochKey: Uint8Array, room: RoomId, sealed: Uint8Array): string | undefined {
  const iv = sealed.subarray(0, IV_BYTES);
  const plain = unseal(reasonKey(epochKey), iv, sealed.subarray(IV_BYTES), reasonContext(room));
  const body = plain && unpad(plain);
  if (!body?.ok) return undefined;
  const reason = new TextDecoder().decode(body.value);
  return reason.length <= MAX_REASON ? reason : undefined;
}
