/**
 * CHA-8: what somebody who asks to come in wants to be called, for the devices of those who may let them in and for nobody
 * else: sealed under a key of its own, which is boxed to each of them. Their device signs it, so that whoever carries the
 * request does not name them.
 */
import * as v from 'valibot';
import { bytesOf, concatBytes } from '#shared/bytes.ts';
import type { DeviceCert } from '#shared/charter/certificate.ts';
import { bytesField, idField, signatureField } from '#shared/charter/ops/fields.ts';
import { outranks } from '#shared/charter/rank.ts';
import { mayAdmit, rankOf, type CharterState, type InviteState } from '#shared/charter/state.ts';
import { type BoxKeyPair, openBox, sealTo } from '#shared/crypto/box.ts';
import { hash } from '#shared/crypto/hash.ts';
import { IV_BYTES, seal, SEAL_KEY_BYTES, unseal } from '#shared/crypto/seal.ts';
import { sign, verify } from '#shared/crypto/sign.ts';
import { pad, unpad } from '#shared/entry/padding.ts';
import type { DeviceId, RoomId } from '#shared/ids.ts';
import type { Random } from '#shared/ports/random.ts';

/** Beside a certificate that many keys fit into a request (4 KiB). */
const MOST_READERS = 20;
const MOST_CHARACTERS = 120;
const MAX_SEALED = 640;
/** A sealed box is 48 bytes longer than what it holds. */
const BOXED_KEY_BYTES = SEAL_KEY_BYTES + 48;
const CONTEXT = new Uint8Array(0);

const boxField = v.pipe(
  v.strictTuple([idField<DeviceId>(), bytesField(BOXED_KEY_BYTES)]),
  v.transform(([device, box]) => ({ device, box })),
);

export const askerNameSchema = v.strictObject({
  sealed: bytesField(1, MAX_SEALED),
  boxes: v.pipe(v.array(boxField), v.maxLength(MOST_READERS)),
  /** By the device that asks. */
  signature: signatureField,
});
export type AskerName = v.InferOutput<typeof askerNameSchema>;

export const packAskerName = ({ sealed, boxes, signature }: AskerName) => ({
  sealed,
  boxes: boxes.map(({ device, box }) => [bytesOf(device), box]),
  signature,
});

/** Somebody who may let them in, and where a key for them is sealed to. */
export interface NameReader {
  readonly device: DeviceId;
  /** X25519 public key. */
  readonly box: Uint8Array;
}

/** The devices of those who may let somebody in by this invite: who made it, then whoever is highest. */
export function nameReaders(state: CharterState, invite: InviteState): NameReader[] {
  const may = [...state.members.keys()].filter((identity) => mayAdmit(state, identity, invite.role));
  const order = may.sort((a, b) =>
    a === invite.by || (b !== invite.by && outranks(rankOf(state, a), rankOf(state, b) ?? 'reader')) ? -1 : 1,
  );
  return order
    .flatMap((identity) => state.devicesOf.get(identity) ?? [])
    .flatMap((device) => {
      const known = state.devices.get(device);
      return known?.live ? [{ device, box: known.box }] : [];
    })
    .slice(0, MOST_READERS);
}

/** `secretKey` is that of the certificate's device. */
export function sealAskerName(
  room: RoomId,
  certificate: DeviceCert,
  name: string,
  readers: readonly NameReader[],
  secretKey: Uint8Array,
  random: Random,
): AskerName {
  const [key, iv] = [random.bytes(SEAL_KEY_BYTES), random.bytes(IV_BYTES)];
  const plain = pad(new TextEncoder().encode(name.slice(0, MOST_CHARACTERS)));
  const sealed = concatBytes(iv, seal(key, iv, plain, CONTEXT));
  const boxes = readers.map(({ device, box }) => ({ device, box: sealTo(box, key, random.bytes(32)) }));
  return { sealed, boxes, signature: sign(digestOf(room, certificate, { sealed, boxes }), secretKey) };
}

/** Did the device of this certificate say so, to this room? */
export const isAskersOwn = (room: RoomId, certificate: DeviceCert, name: AskerName): boolean =>
  verify(name.signature, digestOf(room, certificate, name), bytesOf(certificate.sign));

/** Undefined on a device it is not sealed to. */
export function openAskerName({ sealed, boxes }: AskerName, device: DeviceId, keys: BoxKeyPair): string | undefined {
  const mine = boxes.find((each) => each.device === device);
  const key = mine && openBox(mine.box, keys);
  const padded = key && unseal(key, sealed.subarray(0, IV_BYTES), sealed.subarray(IV_BYTES), CONTEXT);
  const plain = padded && unpad(padded);
  return plain?.ok ? new TextDecoder().decode(plain.value).slice(0, MOST_CHARACTERS) : undefined;
}

const digestOf = (room: RoomId, certificate: DeviceCert, { sealed, boxes }: Omit<AskerName, 'signature'>): Uint8Array =>
  hash(
    'asker-name',
    bytesOf(room),
    hash('certificate', certificate.bytes),
    sealed,
    ...boxes.flatMap(({ device, box }) => [bytesOf(device), box]),
  );
