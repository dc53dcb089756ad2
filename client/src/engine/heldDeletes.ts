/**
 * Deletes that can still be undone: held for six seconds, durably, so that they are carried out even if the tab closes
 * meanwhile (then on the next start).
 */
import type { EntryId, RoomId } from '#shared/ids.ts';
import type { Clock } from '#shared/ports/clock.ts';
import { afterPrefix, type Change, type DeviceStore } from '#shared/ports/deviceStore.ts';

export const HOLD_MS = 6_000;
/** In the table `commands`: of which messages, by their ids. */
export const HELD = 'held/';

interface HeldDelete {
  readonly room: RoomId;
  readonly target: EntryId;
  /** ms UTC. */
  readonly due: number;
}

export class HeldDeletes {
  readonly #store: DeviceStore;
  readonly #clock: Clock;
  readonly #carryOut: (room: RoomId, target: EntryId, also: Change) => Promise<void>;
  readonly #held = new Map<EntryId, HeldDelete & { readonly stop: () => void }>();

  /** `carryOut` writes the delete and, in the same transaction, the change that ends the hold. */
  constructor(
    store: DeviceStore,
    clock: Clock,
    carryOut: (room: RoomId, target: EntryId, also: Change) => Promise<void>,
  ) {
    this.#store = store;
    this.#clock = clock;
    this.#carryOut = carryOut;
  }

  async load(): Promise<void> {
    for (const { value } of await this.#store.range('commands', { from: HELD, to: afterPrefix(HELD) }))
      this.#wait(value as HeldDelete);
  }

  /** Until when the delete of a message can be undone, ms UTC. */
  until(target: EntryId): number | undefined {
    return this.#held.get(target)?.due;
  }

  /** Held already, it stays as it is: a command may come twice. */
  async hold(room: RoomId, target: EntryId): Promise<void> {
    if (this.#held.has(target)) return;
    const held = { room, target, due: this.#clock.now() + HOLD_MS };
    await this.#store.write([{ table: 'commands', key: HELD + target, value: held }]);
    this.#wait(held);
  }

  /** False when it is too late. */
  async undo(target: EntryId): Promise<boolean> {
    const held = this.#held.get(target);
    if (!held) return false;
    held.stop();
    this.#held.delete(target);
    await this.#store.write([this.#end(target)]);
    return true;
  }

  /** Carries out at once what is held of a room: there will be no writing in it later. */
  async finish(room: RoomId): Promise<void> {
    for (const held of [...this.#held.values()].filter((one) => one.room === room)) {
      held.stop();
      await this.#run(held);
    }
  }

  holds(room: RoomId): boolean {
    return [...this.#held.values()].some((held) => held.room === room);
  }

  stop(): void {
    for (const { stop } of this.#held.values()) stop();
  }

  #wait(held: HeldDelete): void {
    // A clock that was put back meanwhile makes nothing wait longer than it was to.
    const wait = Math.min(HOLD_MS, Math.max(0, held.due - this.#clock.now()));
    const stop = this.#clock.after(wait, () => void this.#run(held));
    this.#held.set(held.target, { ...held, stop });
  }

  async #run({ room, target }: HeldDelete): Promise<void> {
    this.#held.delete(target);
    await this.#carryOut(room, target, this.#end(target));
  }

  #end(target: EntryId): Change {
    return { table: 'commands', key: HELD + target, value: undefined };
  }
}
