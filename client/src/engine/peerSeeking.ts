/** SYN-4 on a peer link: which rooms both know, said by proofs that tell nothing to who does not know the room. */
import { toText } from '#shared/bytes.ts';
import type { DeviceId, RoomId } from '#shared/ids.ts';
import type { Random } from '#shared/ports/random.ts';
import { roomProof } from '#shared/sync/roomProof.ts';
import { MAX_SOUGHT } from '#shared/wire/frameSchemas.ts';
import type { Seek } from '#shared/wire/frames.ts';

/** How many rooms somebody is in is told in steps. */
const SOUGHT_AT_A_TIME = 8;
const MOST_SOUGHT = 4 * MAX_SOUGHT;
const PROOF_BYTES = 32;

export class PeerSeeking {
  /** Rooms the peer said it knows, as proofs. */
  readonly #sought = new Set<string>();

  /** Says which rooms this device knows; how many there are, roughly. Nothing where there are none. */
  seek(transcript: Uint8Array, own: DeviceId, rooms: readonly RoomId[], random: Random): Seek | undefined {
    const proofs = rooms.slice(0, MAX_SOUGHT).map((room) => roomProof(transcript, own, room));
    while (proofs.length % SOUGHT_AT_A_TIME > 0) proofs.push(random.bytes(PROOF_BYTES));
    return proofs.length > 0 ? { type: 'seek', rooms: proofs } : undefined;
  }

  /** The peer's word on rooms it knows. */
  sought({ rooms }: Seek): void {
    for (const proof of rooms) if (this.#sought.size < MOST_SOUGHT) this.#sought.add(toText(proof));
  }

  knows(transcript: Uint8Array, device: DeviceId, room: RoomId): boolean {
    return this.#sought.has(toText(roomProof(transcript, device, room)));
  }
}
