/**
 * Rooms this device belongs in because its identity does, whose charters do not say so yet: after a recovery, and on a linked
 * device. It shows the relay its certificate, reads the charter, and adds itself (`device.add`); until then it reads no more.
 */
import { identityOf } from '#shared/charter/state.ts';
import type { RoomId } from '#shared/ids.ts';
import { afterPrefix, type Change } from '#shared/ports/deviceStore.ts';
import type { Host } from './host.ts';
import type { Room } from './room.ts';

const PREFIX = 'arrive/';

/** To be written with whatever makes the device somebody's. */
export const arriving = (room: RoomId): Change => ({ table: 'commands', key: PREFIX + room, value: true });

export class Arrivals {
  readonly #engine: Host;
  readonly #rooms = new Set<RoomId>();

  constructor(engine: Host) {
    this.#engine = engine;
  }

  async load(): Promise<void> {
    const rows = await this.#engine.parts.store.range('commands', { from: PREFIX, to: afterPrefix(PREFIX) });
    for (const { key } of rows) this.#rooms.add(key.slice(PREFIX.length) as RoomId);
  }

  /** A room that another of the person's devices is in. */
  async expect(room: RoomId): Promise<void> {
    await this.#engine.parts.store.write([arriving(room)]);
    this.#rooms.add(room);
  }

  /** What to show the relay on turning to this room. */
  certificateFor(room: RoomId): Uint8Array | undefined {
    return this.#rooms.has(room) ? this.#engine.keys?.certificate.bytes : undefined;
  }

  /** The charter may be here by now, or say that the device is in. */
  async advance(room: Room): Promise<void> {
    const { keys } = this.#engine;
    if (!keys || !this.#rooms.has(room.id)) return;
    await room.turn(async () => {
      const state = room.charter.charter.state();
      if (!state.members.has(keys.identity)) return;
      const done: Change = { ...arriving(room.id), value: undefined };
      const known = identityOf(state, keys.device) !== undefined;
      if (known) await this.#engine.parts.store.write([done]);
      else await room.charter.write({ t: 'device.add', certificate: keys.certificate }, undefined, [done]);
      this.#rooms.delete(room.id);
    });
    this.#engine.changed(room);
  }
}
