/**
 * MRK-3: one device's word that its person has a room before them, or is writing. It is said anew while that lasts, is over
 * by itself, and is kept by nobody. Clear: room, device, time. Sealed under the room's epoch key: which of them it is.
 */
import { bytesOf, concatBytes, u64, utf8 } from '#shared/bytes.ts';
import { hash } from '#shared/crypto/hash.ts';
import { seal, unseal } from '#shared/crypto/seal.ts';
import { sign, verify } from '#shared/crypto/sign.ts';
import { fault, ok, type Result } from '#shared/errors.ts';
import type { DeviceId, RoomId } from '#shared/ids.ts';
import type { MarkerKeys } from '#shared/sync/marker.ts';
import type { Live } from '#shared/wire/frames.ts';

/** How long a word holds. */
export const LIVE_MS = 10_000;
/** As for entries (TIM-3): further off than two clocks are, it is an old one played again. */
export const LIVE_SKEW_MS = 2 * 60 * 1000;

/** All of one byte once sealed: the relay does not see which. */
const KINDS = ['away', 'here', 'writing'] as const;
export type Attention = (typeof KINDS)[number];

const EPOCH_BYTES = 32;
const IV_BYTES = 24;

const signed = (live: Omit<Live, 'type' | 'signature'>): Uint8Array =>
  hash('live', utf8(live.room), bytesOf(live.device), u64(live.at), live.sealed);

const associated = (room: RoomId, device: DeviceId, at: number): Uint8Array =>
  concatBytes(utf8(room), bytesOf(device), u64(at));

/** `at`: ms UTC, later than in any this device said before. */
export function makeLive(room: RoomId, at: number, attention: Attention, keys: MarkerKeys): Live {
  const key = hash('live-key', keys.epochKey);
  const said = Uint8Array.of(KINDS.indexOf(attention));
  const box = seal(key, keys.iv, said, associated(room, keys.device, at));
  const unsigned = { room, device: keys.device, at, sealed: concatBytes(bytesOf(keys.epoch), keys.iv, box) };
  return { type: 'live', ...unsigned, signature: sign(signed(unsigned), keys.secretKey) };
}

export const checkLive = (live: Live): boolean => verify(live.signature, signed(live), bytesOf(live.device));

/** `keyOf` gives the key of an epoch this device holds. */
export function openLive(live: Live, keyOf: (epoch: Uint8Array) => Uint8Array | undefined): Result<Attention> {
  const epochKey = keyOf(live.sealed.subarray(0, EPOCH_BYTES));
  if (!epochKey) return fault('no-key', 'sealed under an epoch this device has no key of');
  const iv = live.sealed.subarray(EPOCH_BYTES, EPOCH_BYTES + IV_BYTES);
  const box = live.sealed.subarray(EPOCH_BYTES + IV_BYTES);
  const plain = unseal(hash('live-key', epochKey), iv, box, associated(live.room, live.device, live.at));
  const attention = plain?.length === 1 ? KINDS[plain[0] ?? KINDS.length] : undefined;
  return attention ? ok(attention) : fault('bad-live', 'it does not open');
}
