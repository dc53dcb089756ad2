/**
 * SYN-7: whom a link was told of, and may have words passed on to. Nothing of it is kept, and what the words say is sealed
 * between the two: the relay learns who meets whom, no more.
 */
import type { DeviceId, RoomId } from '#shared/ids.ts';
import type { PeerTransport } from '#shared/ports/peerLinks.ts';
import type { Frame } from '#shared/wire/frames.ts';

/** Devices one link is told of: a few of them are enough to reach the whole room through. */
const MOST_KNOWN = 64;
/** Bytes of words a link may have passed on in one stretch: a meeting takes some 5 KiB each way. */
const MOST_WORDS = 1024 * 1024;
const STRETCH_MS = 60_000;
/** A device is reachable anew with every load of its page, and its link with it. */
const MOST_CHANGES = 32;

/** A link, as those it is told of know it. */
export interface Acquainted {
  readonly device: DeviceId;
  readonly closed: boolean;
  send(...frames: readonly Frame[]): void;
  offerFrame(frame: Frame): boolean;
}

interface Known {
  readonly peer: PeerTransport;
  readonly rooms: Set<RoomId>;
}

export class Acquaintances {
  readonly #self: Acquainted;
  readonly #known = new Map<Acquaintances, Known>();
  #peer: PeerTransport | undefined;
  #changes = 0;
  #words = 0;
  #since = 0;

  constructor(self: Acquainted) {
    this.#self = self;
  }

  /** Those it was told of hear that it can be met no longer; it is to be told to everybody anew. False: too often. */
  reach(peer: PeerTransport | undefined): boolean {
    if (peer === this.#peer || ++this.#changes > MOST_CHANGES) return false;
    this.part();
    this.#peer = peer;
    return peer !== undefined;
  }

  /** Tells each of the other: both are in the room. */
  meet(other: Acquaintances, room: RoomId): void {
    if (!this.#peer || !other.#peer || other === this) return;
    const isNew = !this.#known.has(other);
    if (isNew && Math.max(this.#known.size, other.#known.size) >= MOST_KNOWN) return;
    this.#note(other, other.#peer, room);
    other.#note(this, this.#peer, room);
  }

  /** The link this peer id was told of as. */
  find(peer: PeerTransport): Acquaintances | undefined {
    for (const [other, known] of this.#known) if (known.peer === peer) return other;
    return undefined;
  }

  get link(): Acquainted {
    return this.#self;
  }

  /** Passes words on; what is too much is dropped, and the two try again. */
  pass(to: Acquaintances, bytes: Uint8Array, now: number): void {
    if (!this.#peer || !this.#paces(bytes.length, now)) return;
    to.#self.offerFrame({ type: 'introduce', peer: this.#peer, bytes });
  }

  /** It is gone, or can be met no longer. */
  part(): void {
    for (const other of this.#known.keys()) {
      other.#known.delete(this);
      if (!other.#self.closed) other.#self.send({ type: 'near', device: this.#self.device });
    }
    this.#known.clear();
    this.#peer = undefined;
  }

  #note(other: Acquaintances, peer: PeerTransport, room: RoomId): void {
    const known = this.#known.get(other) ?? { peer, rooms: new Set<RoomId>() };
    if (known.rooms.has(room)) return;
    known.rooms.add(room);
    this.#known.set(other, known);
    this.#self.send({ type: 'near', device: other.#self.device, peer, room });
  }

  #paces(bytes: number, now: number): boolean {
    if (now - this.#since > STRETCH_MS) {
      this.#since = now;
      this.#words = 0;
    }
    this.#words += bytes;
    return this.#words <= MOST_WORDS;
  }
}
