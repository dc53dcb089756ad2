/**
 * ID-7: what a device that came back by a recovery code has of a room came from the relay alone, which may have left something
 * out. It is confirmed once a device of somebody else says that it holds what this one wrote since, and so is even with it.
 */
import type { RoomId } from '#shared/ids.ts';
import { afterPrefix, type Change } from '#shared/ports/deviceStore.ts';
import type { Host } from './host.ts';
import type { Receipts } from './messages/rows.ts';

const PREFIX = 'unconfirmed/';

/** To be written with whatever restores the room. */
export const unconfirmed = (room: RoomId): Change => ({ table: 'commands', key: PREFIX + room, value: true });

export class Confirmations {
  readonly #engine: Host;
  readonly #waiting = new Set<RoomId>();

  constructor(engine: Host) {
    this.#engine = engine;
  }

  async load(): Promise<void> {
    const rows = await this.#engine.parts.store.range('commands', { from: PREFIX, to: afterPrefix(PREFIX) });
    for (const { key } of rows) this.#waiting.add(key.slice(PREFIX.length) as RoomId);
  }

  isOpen(room: RoomId): boolean {
    return this.#waiting.has(room);
  }

  /** What is known of own entries on others' devices may settle it; who is in, and alone there, waits for nobody. */
  async look(room: RoomId, { counts, others }: Receipts, isIn: boolean): Promise<void> {
    if (!this.#waiting.has(room) || !isIn) return;
    const isHeld = Object.values(counts).some(({ members }) => Object.values(members).some((count) => count > 0));
    if (!isHeld && others > 0) return;
    await this.#engine.parts.store.write([{ ...unconfirmed(room), value: undefined }]);
    this.#waiting.delete(room);
  }
}
