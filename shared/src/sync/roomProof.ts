/** SYN-4: how a peer says on one link that it knows a room, to nobody but who knows the room as well. */
import { bytesOf } from '#shared/bytes.ts';
import { hash } from '#shared/crypto/hash.ts';
import type { DeviceId, RoomId } from '#shared/ids.ts';

/** `transcript` is the proved link's (linkProof.ts), `device` whose word it is: repeated by the other side it says nothing. 32 bytes. */
export const roomProof = (transcript: Uint8Array, device: DeviceId, room: RoomId): Uint8Array =>
  hash('room-proof', transcript, bytesOf(device), bytesOf(room));
