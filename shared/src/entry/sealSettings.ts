import { concatBytes, utf8 } from '#shared/bytes.ts';
import { encode } from '#shared/cbor.ts';
import { hash, hashInput } from '#shared/crypto/hash.ts';
import { seal } from '#shared/crypto/seal.ts';
import { pad } from '#shared/entry/padding.ts';
import type { Settings } from '#shared/entry/settings.ts';
import type { RoomId } from '#shared/ids.ts';

export const settingsKey = (epochKey: Uint8Array): Uint8Array => hash('settings-key', epochKey);

/** Settings of one room do not open in another that shares a key. */
export const settingsContext = (room: RoomId): Uint8Array => hashInput('settings', utf8(room));

/** The sealed part of a `settings` op. `iv` is 24 fresh random bytes. */
export const sealSettings = (epochKey: Uint8Array, room: RoomId, settings: Settings, iv: Uint8Array): Uint8Array =>
  concatBytes(iv, seal(settingsKey(epochKey), iv, pad(encode(settings)), settingsContext(room)));
