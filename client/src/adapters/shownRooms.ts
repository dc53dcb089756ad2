import type { RoomId } from '#shared/ids.ts';
import type { Command } from '../engine/messages/command.ts';
import type { WindowId } from './engineProtocol.ts';

/** Which windows show a room: the engine hears of the last one that stops, not of each. */
export class ShownRooms {
  readonly #windows = new Map<RoomId, Set<WindowId>>();

  /** Takes note of a command; false when the engine need not hear of it. */
  concerns(window: WindowId, command: Command): boolean {
    if (command.do === 'room.show') this.#of(command.room).add(window);
    if (command.do !== 'room.hide') return true;
    return this.#hide(window, command.room);
  }

  /** The window closed: the rooms that are on no screen now. */
  leave(window: WindowId): RoomId[] {
    return [...this.#windows]
      .filter(([room, windows]) => windows.has(window) && this.#hide(window, room))
      .map(([room]) => room);
  }

  #hide(window: WindowId, room: RoomId): boolean {
    const windows = this.#of(room);
    windows.delete(window);
    if (windows.size > 0) return false;
    this.#windows.delete(room);
    return true;
  }

  #of(room: RoomId): Set<WindowId> {
    let windows = this.#windows.get(room);
    if (!windows) this.#windows.set(room, (windows = new Set()));
    return windows;
  }
}
