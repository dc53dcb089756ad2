/**
 * What is under way in which room, so that none is closed under it: a room is closed only while nothing is, and what comes
 * meanwhile waits until it can be opened again.
 */
import type { RoomId } from '#shared/ids.ts';

export class RoomUse {
  readonly #users = new Map<RoomId, number>();
  readonly #closing = new Map<RoomId, Promise<void>>();

  /** Does `work` in the room, which stays as long as it takes. May be nested. */
  async during<T>(room: RoomId, work: () => Promise<T>): Promise<T> {
    for (let closing = this.#closing.get(room); closing; closing = this.#closing.get(room)) await closing;
    this.#users.set(room, this.#count(room) + 1);
    try {
      return await work();
    } finally {
      this.#users.set(room, this.#count(room) - 1);
      if (this.#count(room) === 0) this.#users.delete(room);
    }
  }

  /** Closes a room nothing is under way in; leaves any other as it is. */
  async closing(room: RoomId, close: () => Promise<void>): Promise<void> {
    if (this.#users.has(room) || this.#closing.has(room)) return;
    const closing = close().finally(() => this.#closing.delete(room));
    // Whoever waits goes on when it failed, too; who asked for it hears why.
    this.#closing.set(
      room,
      closing.catch(() => undefined),
    );
    await closing;
  }

  #count(room: RoomId): number {
    return this.#users.get(room) ?? 0;
  }
}
