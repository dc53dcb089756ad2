import { concatBytes, utf8 } from '#shared/bytes.ts';
import { hash, hashInput } from '#shared/crypto/hash.ts';
import { seal } from '#shared/crypto/seal.ts';
import { pad } from '#shared/entry/padding.ts';
import type { IdentityId, RoomId } from '#shared/ids.ts';

/** Characters of a name. */
export const MAX_SEALED_NAME = 120;

export const nameKey = (epochKey: Uint8Array): Uint8Array => hash('name-key', epochKey);
export const nameContext = (room: RoomId, identity: IdentityId): Uint8Array =>
  hashInput('name', utf8(room), utf8(identity));

/** The name of a `member.name`, for the room. `iv` is 24 fresh random bytes. */
export const sealName = (
  epochKey: Uint8Array,
  room: RoomId,
  identity: IdentityId,
  name: string,
  iv: Uint8Array,
): Uint8Array =>
  concatBytes(iv, seal(nameKey(epochKey), iv, pad(utf8(name.slice(0, MAX_SEALED_NAME))), nameContext(room, identity)));
