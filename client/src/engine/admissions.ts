/** Requests to join that reached this device. One it cannot judge yet waits for the charter to grow. */
import { toText } from '#shared/bytes.ts';
import { joinRequestId } from '#shared/charter/joinRequest.ts';
import type { RoomId } from '#shared/ids.ts';
import { admitAsker } from './admission.ts';
import type { Host } from './host.ts';

/** A relay hands over no more than it keeps itself; beyond this it is flooding. */
const MOST_WAITING = 64;

export class Admissions {
  readonly #engine: Host;
  readonly #waiting = new Map<RoomId, Map<string, Uint8Array>>();

  constructor(engine: Host) {
    this.#engine = engine;
  }

  async take(id: RoomId, request: Uint8Array): Promise<void> {
    const { rooms, keys, parts, relay } = this.#engine;
    const room = rooms.get(id);
    if (!room || !keys) return;
    const answer = await admitAsker(room, request, keys, parts);
    const waiting = this.#of(id);
    const name = toText(joinRequestId(request));
    if (answer) {
      waiting.delete(name);
      relay.say(answer);
    } else if (waiting.size < MOST_WAITING) waiting.set(name, request);
  }

  /** The room's charter may say more now. */
  async advance(id: RoomId): Promise<void> {
    for (const request of [...this.#of(id).values()]) await this.take(id, request);
  }

  #of(id: RoomId): Map<string, Uint8Array> {
    const known = this.#waiting.get(id) ?? new Map<string, Uint8Array>();
    this.#waiting.set(id, known);
    return known;
  }
}
