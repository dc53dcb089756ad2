/** CHA-8: what somebody who holds a link asks the room; any device that may admit carries it in. */
import * as v from 'valibot';
import { bytesOf } from '#shared/bytes.ts';
import { decode, encode } from '#shared/cbor.ts';
import { type AskerName, askerNameSchema, isAskersOwn, packAskerName } from '#shared/charter/askerName.ts';
import { type DeviceCert, isVouched } from '#shared/charter/certificate.ts';
import type { InviteKeys } from '#shared/charter/invites.ts';
import { isJoinProof, proveJoin } from '#shared/charter/joinProof.ts';
import { certificateField } from '#shared/charter/ops/certificateField.ts';
import { idField, signatureField } from '#shared/charter/ops/fields.ts';
import type { Join } from '#shared/charter/ops/join.ts';
import { hash } from '#shared/crypto/hash.ts';
import { fault, ok, type Result } from '#shared/errors.ts';
import type { EntryId, InviteId, RoomId } from '#shared/ids.ts';

export const MAX_JOIN_REQUEST = 4096;

export interface JoinRequest {
  readonly room: RoomId;
  readonly invite: InviteId;
  readonly certificate: DeviceCert;
  /** joinProof.ts, by the invite's key. */
  readonly signature: Uint8Array;
  readonly name?: AskerName;
}

const schema = v.strictObject({
  room: idField<RoomId>(),
  invite: idField<InviteId>(),
  certificate: certificateField,
  signature: signatureField,
  name: v.exactOptional(askerNameSchema),
});

/** The request as it travels; its id is `joinRequestId` of these bytes. */
export function makeJoinRequest(room: RoomId, keys: InviteKeys, certificate: DeviceCert, name?: AskerName): Uint8Array {
  const signature = proveJoin(room, certificate, keys.sign.secretKey);
  return encode({
    room: bytesOf(room),
    invite: keys.sign.publicKey,
    certificate: certificate.bytes,
    signature,
    ...(name ? { name: packAskerName(name) } : {}),
  });
}

/** A request whose certificate and proof are good. Whether the invite is, the charter says. */
export function readJoinRequest(bytes: Uint8Array): Result<JoinRequest> {
  if (bytes.length > MAX_JOIN_REQUEST) return fault('bad-request', 'larger than any join request');
  const value = decode(bytes);
  if (!value.ok) return value;
  const read = v.safeParse(schema, value.value, { abortEarly: true });
  if (!read.success) return fault('bad-request', read.issues[0].message);
  const { room, invite, certificate, signature, name } = read.output;
  const good =
    isVouched(certificate) &&
    isJoinProof(signature, room, certificate, invite) &&
    (name === undefined || isAskersOwn(room, certificate, name));
  return good ? ok(read.output) : fault('bad-request', 'its certificate or its proof of the invite is not good');
}

export const joinRequestId = (bytes: Uint8Array): Uint8Array => hash('join-request', bytes);

/** The op that brings the asker in: carried by an admitter, or by the asker where the invite is open. */
export const makeJoin = (deps: readonly EntryId[], { invite, certificate, signature }: JoinRequest): Join => ({
  t: 'join',
  deps: [...deps],
  invite,
  certificate,
  signature,
});
