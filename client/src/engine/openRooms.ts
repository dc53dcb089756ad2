/**
 * Which rooms stay open: those on a screen, and the few last used. A hundred rooms that changed since yesterday are opened,
 * caught up and closed again; their rows stay in the view store.
 */
import type { RoomId } from '#shared/ids.ts';

/** Open rooms nobody looks at. Each holds its charter and newest months in memory. */
const MOST_UNSEEN = 8;

export class OpenRooms {
  readonly #seen = new Set<RoomId>();
  /** In the order of their last use. */
  readonly #used = new Set<RoomId>();

  show(room: RoomId): void {
    this.#seen.add(room);
    this.use(room);
  }

  hide(room: RoomId): void {
    this.#seen.delete(room);
  }

  use(room: RoomId): void {
    this.#used.delete(room);
    this.#used.add(room);
  }

  /** Rooms to close now, of those that may be: the longest unused first. */
  surplus(mayClose: (room: RoomId) => boolean): RoomId[] {
    const unseen = [...this.#used].filter((room) => !this.#seen.has(room));
    const closing = unseen.slice(0, Math.max(0, unseen.length - MOST_UNSEEN)).filter(mayClose);
    for (const room of closing) this.#used.delete(room);
    return closing;
  }
}
