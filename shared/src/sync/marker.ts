/**
 * MRK-1: one device's signed, replaceable "I have up to here". Clear: room, device, version. Sealed under the room's epoch
 * key: what is durable on that device. The relay checks the signature and keeps the highest version; it reads nothing of it.
 */
import * as v from 'valibot';
import { bytesOf, concatBytes, u64, utf8 } from '#shared/bytes.ts';
import { decode, encode, isMap } from '#shared/cbor.ts';
import { hash } from '#shared/crypto/hash.ts';
import { seal, unseal } from '#shared/crypto/seal.ts';
import { sign, verify } from '#shared/crypto/sign.ts';
import { fault, ok, type Result } from '#shared/errors.ts';
import { isMonth, type DeviceId, type EpochId, type RoomId } from '#shared/ids.ts';
import type { Mark } from '#shared/wire/frames.ts';

/** What a marker says: by segment, either a digest alone (all of it is here) or the counts of each writer. */
export interface MarkerBody {
  readonly segments: Readonly<Record<string, { readonly digest: Uint8Array; readonly counts?: Counts }>>;
  /** Order key of the newest row that was read on this device. */
  readonly read?: string;
  /** Of these writers only so many entries were here by then: what came in since is not read, wherever it stands. */
  readonly since?: Counts;
  /** MRK-4: where the device can be dialled with nobody in between, as webrtc-direct multiaddrs. */
  readonly at?: readonly string[];
}

type Counts = readonly (readonly [number, number])[];

/** Counts a marker may hold, of all its segments together and of `since`: so many of the largest fit 4 KiB. */
export const MOST_COUNTS = 250;
/** Beside addresses. */
export const MOST_COUNTS_LISTENING = 200;
export const MOST_ADDRESSES = 4;

const DIGEST_BYTES = 32;
/** A certificate's hash in it: no other can answer there. */
const ADDRESS = /^\/ip[46]\/[0-9a-f.:]{2,45}\/udp\/\d{1,5}\/webrtc-direct\/certhash\/u[\w-]{20,80}$/;

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const counts = v.array(v.strictTuple([count, count]));
const digest = v.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length === DIGEST_BYTES);
const schema = v.strictObject({
  segments: v.pipe(
    v.custom<object>(isMap),
    v.record(
      v.pipe(v.string(), v.check(isMonth)),
      v.strictObject({
        digest,
        counts: v.exactOptional(counts),
      }),
    ),
  ),
  read: v.exactOptional(v.string()),
  since: v.exactOptional(counts),
  at: v.exactOptional(v.pipe(v.array(v.pipe(v.string(), v.regex(ADDRESS))), v.maxLength(MOST_ADDRESSES))),
});

const EPOCH_BYTES = 32;
const IV_BYTES = 24;

const signed = (mark: Omit<Mark, 'type' | 'signature'>): Uint8Array =>
  hash('marker', utf8(mark.room), bytesOf(mark.device), u64(mark.version), mark.sealed);

const associated = (room: RoomId, device: DeviceId, version: number): Uint8Array =>
  concatBytes(utf8(room), bytesOf(device), u64(version));

export interface MarkerKeys {
  readonly device: DeviceId;
  readonly secretKey: Uint8Array;
  readonly epoch: EpochId;
  readonly epochKey: Uint8Array;
  /** 24 fresh random bytes. */
  readonly iv: Uint8Array;
}

export function makeMarker(room: RoomId, version: number, body: MarkerBody, keys: MarkerKeys): Mark {
  const key = hash('marker-key', keys.epochKey);
  const box = seal(key, keys.iv, encode(body), associated(room, keys.device, version));
  const sealed = concatBytes(bytesOf(keys.epoch), keys.iv, box);
  const unsigned = { room, device: keys.device, version, sealed };
  return { type: 'mark', ...unsigned, signature: sign(signed(unsigned), keys.secretKey) };
}

export const checkMarker = (mark: Mark): boolean => verify(mark.signature, signed(mark), bytesOf(mark.device));

/** `keyOf` gives the key of an epoch this device holds. */
export function openMarker(mark: Mark, keyOf: (epoch: Uint8Array) => Uint8Array | undefined): Result<MarkerBody> {
  const epochKey = keyOf(mark.sealed.subarray(0, EPOCH_BYTES));
  if (!epochKey) return fault('no-key', 'the marker is sealed under an epoch this device has no key of');
  const iv = mark.sealed.subarray(EPOCH_BYTES, EPOCH_BYTES + IV_BYTES);
  const box = mark.sealed.subarray(EPOCH_BYTES + IV_BYTES);
  const plain = unseal(hash('marker-key', epochKey), iv, box, associated(mark.room, mark.device, mark.version));
  if (!plain) return fault('bad-marker', 'the marker does not open');
  const decoded = decode(plain);
  if (!decoded.ok) return decoded;
  const parsed = v.safeParse(schema, decoded.value);
  return parsed.success ? ok(parsed.output) : fault('bad-marker', parsed.issues[0].message);
}
