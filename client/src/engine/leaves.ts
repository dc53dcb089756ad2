/**
 * Leaving a room. What was written in it goes out first: afterwards the relay takes nothing of it from this device. The wish
 * is kept, so that it is carried out whenever the relay can be reached; to its person the room is left at once.
 */
import { atLeast } from '#shared/charter/rank.ts';
import { rankOf } from '#shared/charter/state.ts';
import type { RoomId } from '#shared/ids.ts';
import { afterPrefix, type Change } from '#shared/ports/deviceStore.ts';
import { longestOf, cutsSeen } from './cutsSeen.ts';
import type { HeldDeletes } from './heldDeletes.ts';
import type { Host } from './host.ts';
import { handOver } from './ranks.ts';
import type { Room } from './room.ts';
import { grant } from './roomKeys.ts';

const PREFIX = 'leave/';

export class Leaves {
  readonly #engine: Host;
  readonly #held: HeldDeletes;

  constructor(engine: Host, held: HeldDeletes) {
    this.#engine = engine;
    this.#held = held;
  }

  /** Goes on with what an earlier run was asked for. */
  async resume(): Promise<void> {
    const rows = await this.#engine.parts.store.range('commands', { from: PREFIX, to: afterPrefix(PREFIX) });
    for (const { key } of rows) {
      const room = await this.#engine.addRoom(key.slice(PREFIX.length) as RoomId);
      room.isLeaving = true;
      await room.open();
      await this.advance(room);
    }
  }

  async ask(room: Room): Promise<void> {
    await this.#handOver(room);
    await this.#engine.parts.store.write([{ table: 'commands', key: PREFIX + room.id, value: true }]);
    room.isLeaving = true;
    await this.advance(room);
  }

  /** Leaves as soon as nothing written in the room is only here. */
  async advance(room: Room): Promise<void> {
    await this.#held.finish(room.id);
    await room.turn(async () => {
      if (!room.isLeaving) return;
      const isDone = { table: 'commands', key: PREFIX + room.id, value: undefined } as const;
      if (room.charter.isOut) return this.#wasPutOut(room, isDone);
      if (room.isBehind || this.#held.holds(room.id) || !room.husks.isTold) return;
      // Whoever came in out of reach of this device may have a key from nobody else.
      if (atLeast(room.rank, 'member')) await grant(room.charter, this.#engine.parts.random);
      if (this.#engine.outbox.holds(room.id)) return;
      room.isLeaving = false;
      const { keys } = this.#engine;
      const own = keys ? (room.charter.charter.state().devicesOf.get(keys.identity) ?? []) : [];
      const seen = await cutsSeen(room, own);
      // Who is out may say no more: of more writers than fit the shortest lists go.
      await room.charter.write({ t: 'member.leave', cuts: longestOf(seen) }, undefined, [isDone]);
      this.#engine.changed(room);
    });
  }

  /** A conversation of two is anybody's to leave: whoever has the room hands it to the other first. */
  async #handOver(room: Room): Promise<void> {
    const { identity: me } = await this.#engine.needKeys();
    const state = room.charter.charter.state();
    const other = [...state.members.keys()].find((identity) => identity !== me);
    if (state.kind === 'direct' && other && rankOf(state, me) === 'owner') await handOver(room, me, other, []);
  }

  /** Somebody put them out meanwhile: what they would say of it is void, and nobody takes it. */
  async #wasPutOut(room: Room, isDone: Change): Promise<void> {
    room.isLeaving = false;
    await this.#engine.parts.store.write([isDone]);
    this.#engine.changed(room);
  }
}
