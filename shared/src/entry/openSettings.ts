/** Opens a room's name and looks. Never within reach of the relay, so not in charter/. */
import * as v from 'valibot';
import { decode } from '#shared/cbor.ts';
import { IV_BYTES, unseal } from '#shared/crypto/seal.ts';
import { unpad } from '#shared/entry/padding.ts';
import { settingsContext, settingsKey } from '#shared/entry/sealSettings.ts';
import { settingsSchema, type Settings } from '#shared/entry/settings.ts';
import { fault, ok, type Result } from '#shared/errors.ts';
import type { RoomId } from '#shared/ids.ts';

export function openSettings(epochKey: Uint8Array, room: RoomId, sealed: Uint8Array): Result<Settings> {
  const iv = sealed.subarray(0, IV_BYTES);
  const plain = unseal(settingsKey(epochKey), iv, sealed.subarray(IV_BYTES), settingsContext(room));
  if (!plain) return fault('sealed', 'settings that do not open with this key');
  const body = unpad(plain);
  if (!body.ok) return body;
  const value = decode(body.value);
  if (!value.ok) return value;
  const settings = v.safeParse(settingsSchema, value.value);
  return settings.success ? ok(settings.output) : fault('settings', 'settings of another form than this version knows');
}
