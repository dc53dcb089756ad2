/** SYN-7: who can be met, in which rooms, and who says so: the relay, or friends, who pass words on to them. */
import type { DeviceId, RoomId } from '#shared/ids.ts';
import type { PeerTransport } from '#shared/ports/peerLinks.ts';
import type { Near } from '#shared/wire/frames.ts';
import { neighbours } from './neighbours.ts';

/** Someone who can be met. */
export interface Reachable {
  readonly peer: PeerTransport;
  readonly rooms: Set<RoomId>;
  /** Who says so, and passes words on. */
  readonly by: Set<Introducer>;
}

/** A friend by transport id, or the relay, which has none. */
export type Introducer = PeerTransport;
export const RELAY: Introducer = '';

/** A relay tells of 64; one that means no good is not listened to for ever. */
export const MOST_NEAR = 256;
/** Rooms a device is told to be near in: as many as people have, and not one with every word of whoever floods. */
const MOST_ROOMS = 1_024;

export class Nearby {
  readonly #near = new Map<DeviceId, Reachable>();

  /** Where a device can be met in a room, said by `by`; undefined where it can no longer be, or is not to be noted. */
  hears({ device, peer, room }: Near, by: Introducer, own: DeviceId | undefined): Reachable | undefined {
    const known = this.#near.get(device);
    if (peer === undefined || room === undefined) {
      known?.by.delete(by);
      if (known?.by.size === 0) this.#near.delete(device);
      return undefined;
    }
    if (device === own || (!known && this.#near.size >= MOST_NEAR)) return undefined;
    const { rooms, by: all } = known?.peer === peer ? known : { rooms: new Set<RoomId>(), by: new Set<Introducer>() };
    if (rooms.size >= MOST_ROOMS && !rooms.has(room)) return undefined;
    const near = { peer, rooms: rooms.add(room), by: all.add(by) };
    this.#near.set(device, near);
    return near;
  }

  at(peer: PeerTransport): Reachable | undefined {
    return [...this.#near.values()].find((near) => near.peer === peer);
  }

  of(device: DeviceId): Reachable | undefined {
    return this.#near.get(device);
  }

  /** Whoever introduced is not there any more: what they said says nothing. */
  forgetBy(introducer: Introducer): void {
    for (const [device, { by }] of this.#near) if (by.delete(introducer) && by.size === 0) this.#near.delete(device);
  }

  /** Whom a link is wanted with. */
  wanted(own: DeviceId | undefined): Set<PeerTransport> {
    const wanted = new Set<PeerTransport>();
    if (!own) return wanted;
    const rooms = new Map<RoomId, DeviceId[]>();
    for (const [other, near] of this.#near)
      for (const room of near.rooms) rooms.set(room, [...(rooms.get(room) ?? []), other]);
    for (const [room, others] of rooms)
      for (const other of neighbours(room, own, others)) {
        const near = this.#near.get(other);
        if (near) wanted.add(near.peer);
      }
    return wanted;
  }
}
