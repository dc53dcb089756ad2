/** What a recovery brings back: who the person is, where they are, the keys to read it, and whom they verified. */
import * as v from 'valibot';
import { bytesOf } from '#shared/bytes.ts';
import { decode, encode } from '#shared/cbor.ts';
import { idField } from '#shared/charter/ops/fields.ts';
import { fault, ok, type Result } from '#shared/errors.ts';
import type { EpochId, IdentityId, RoomId } from '#shared/ids.ts';

const key = v.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length === 32);
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const name = v.pipe(v.string(), v.maxLength(1024));
const list = <Item extends v.GenericSchema>(item: Item, most: number) => v.pipe(v.array(item), v.maxLength(most));

const belongings = v.strictObject({
  name,
  /** Origin of the relay the rooms are on. */
  relay: name,
  /** ms UTC when this was put together. */
  at: count,
  /** The room of the person's own devices: one of `rooms`, and on no list. */
  self: v.exactOptional(idField<RoomId>()),
  rooms: list(
    v.strictObject({
      room: idField<RoomId>(),
      name: v.exactOptional(name),
      epochs: list(v.strictObject({ epoch: idField<EpochId>(), key }), 10_000),
    }),
    5_000,
  ),
  contacts: list(
    v.strictObject({
      identity: idField<IdentityId>(),
      verified: v.exactOptional(count),
      account: v.exactOptional(name),
    }),
    20_000,
  ),
});

/** All but the secret: what a linked device gets, too. */
export type Belongings = v.InferOutput<typeof belongings>;

const schema = v.strictObject({
  ...belongings.entries,
  /** Seed of the identity's key (ID-1). */
  identity: key,
  /** The next certificate of the identity has this serial. */
  serial: count,
});

export type RecoveryContents = v.InferOutput<typeof schema>;

const pack = ({ self, rooms, contacts, ...rest }: Belongings): object => ({
  ...rest,
  ...(self === undefined ? {} : { self: bytesOf(self) }),
  rooms: rooms.map(({ room, epochs, ...more }) => ({
    ...more,
    room: bytesOf(room),
    epochs: epochs.map(({ epoch, key: epochKey }) => ({ epoch: bytesOf(epoch), key: epochKey })),
  })),
  contacts: contacts.map(({ identity, ...more }) => ({ ...more, identity: bytesOf(identity) })),
});

export const encodeBelongings = (said: Belongings): Uint8Array => encode(pack(said));

export const encodeContents = ({ identity, serial, ...said }: RecoveryContents): Uint8Array =>
  encode({ ...pack(said), identity, serial });

export function readBelongings(bytes: Uint8Array): Result<Belongings> {
  const value = decode(bytes);
  if (!value.ok) return value;
  const read = v.safeParse(belongings, value.value);
  return read.success ? ok(read.output) : fault('bad-belongings', read.issues[0].message);
}

export function readContents(bytes: Uint8Array): Result<RecoveryContents> {
  const value = decode(bytes);
  if (!value.ok) return value;
  const read = v.safeParse(schema, value.value);
  return read.success ? ok(read.output) : fault('recovery-form', read.issues[0].message);
}
