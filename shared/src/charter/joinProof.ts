/** CHA-8: who holds an invite's secret shows it over the certificate they join with, and over nothing else. */
import { bytesOf } from '#shared/bytes.ts';
import type { DeviceCert } from '#shared/charter/certificate.ts';
import { hash } from '#shared/crypto/hash.ts';
import { sign, verify } from '#shared/crypto/sign.ts';
import type { InviteId, RoomId } from '#shared/ids.ts';

const digestOf = (room: RoomId, certificate: DeviceCert): Uint8Array =>
  hash('join', bytesOf(room), hash('certificate', certificate.bytes));

/** `secretKey` is the invite's. */
export const proveJoin = (room: RoomId, certificate: DeviceCert, secretKey: Uint8Array): Uint8Array =>
  sign(digestOf(room, certificate), secretKey);

export const isJoinProof = (proof: Uint8Array, room: RoomId, certificate: DeviceCert, invite: InviteId): boolean =>
  verify(proof, digestOf(room, certificate), bytesOf(invite));
