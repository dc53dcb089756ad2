/** SYN-7: this device introduces its neighbours to each other, as the relay does, and passes the words between them on. */
import type { DeviceId, RoomId } from '#shared/ids.ts';
import type { PeerTransport } from '#shared/ports/peerLinks.ts';
import type { Introduce } from '#shared/wire/frames.ts';
import type { PeerSession } from './peerSession.ts';

export class Acquaintances {
  readonly #sessions: ReadonlyMap<PeerTransport, PeerSession>;
  /** Of each peer, whom it was told of by this device, in which rooms. */
  readonly #told = new Map<PeerTransport, Map<PeerTransport, Set<RoomId>>>();

  constructor(sessions: ReadonlyMap<PeerTransport, PeerSession>) {
    this.#sessions = sessions;
  }

  /** Tells everybody of whoever shares a room with them, unless that was said. */
  tell(): void {
    for (const session of this.#sessions.values()) this.#acquaint(session);
  }

  /** True when the words were for a neighbour, whether or not they went on. */
  pass({ peer, bytes }: Introduce, from: PeerSession): boolean {
    const to = this.#told.get(from.peer)?.has(peer) ? this.#sessions.get(peer) : undefined;
    if (to && from.allowances.mayPass(bytes.length)) to.say({ type: 'introduce', peer: from.peer, bytes });
    return to !== undefined;
  }

  /** Somebody is gone: whoever was told of them is told so. */
  gone(peer: PeerTransport, device: DeviceId | undefined): void {
    this.#told.delete(peer);
    for (const [other, known] of this.#told)
      if (known.delete(peer) && device) this.#sessions.get(other)?.say({ type: 'near', device });
  }

  #acquaint(session: PeerSession): void {
    for (const room of session.rooms)
      for (const other of this.#sessions.values()) {
        if (other === session || !other.device || !other.room(room)?.isEntered) continue;
        const known = this.#told.get(session.peer) ?? new Map<PeerTransport, Set<RoomId>>();
        const rooms = known.get(other.peer) ?? new Set<RoomId>();
        if (rooms.has(room)) continue;
        this.#told.set(session.peer, known.set(other.peer, rooms.add(room)));
        session.say({ type: 'near', device: other.device, peer: other.peer, room });
      }
  }
}
