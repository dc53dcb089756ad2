import { concatBytes, utf8 } from '#shared/bytes.ts';
import { hash, hashInput } from '#shared/crypto/hash.ts';
import { seal } from '#shared/crypto/seal.ts';
import { pad } from '#shared/entry/padding.ts';
import type { RoomId } from '#shared/ids.ts';

/** Characters of why somebody was put out. */
export const MAX_REASON = 240;

export const reasonKey = (epochKey: Uint8Array): Uint8Array => hash('reason-key', epochKey);
export const reasonContext = (room: RoomId): Uint8Array => hashInput('reason', utf8(room));

/** The reason of a `member.remove`, for the room and the removed. `iv` is 24 fresh random bytes. */
export const sealReason = (epochKey: Uint8Array, room: RoomId, reason: string, iv: Uint8Array): Uint8Array =>
  concatBytes(iv, seal(reasonKey(epochKey), iv, pad(utf8(reason.slice(0, MAX_REASON))), reasonContext(room)));
