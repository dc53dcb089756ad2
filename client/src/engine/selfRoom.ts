/**
 * The `self` room: a room of one person's devices, in which they keep for each other what is theirs and no room's — which
 * rooms there are, the room keys, what they call themselves. It travels by the same road as any other room and is on no
 * list. It is made when it first matters, when a second device or a recovery code is: one device alone has nobody to tell.
 */
import { equalBytes } from '#shared/bytes.ts';
import { decode, encode } from '#shared/cbor.ts';
import type { EpochId, RoomId } from '#shared/ids.ts';
import type { TimelineOp } from '#shared/timeline/ops/timelineOp.ts';
import { epochName } from './epochKeys.ts';
import { foundRoom } from './founding.ts';
import type { Host, OwnBook } from './host.ts';
import { Keepsakes, type Keepsake } from './keepsakes.ts';
import { keptRooms } from './keptRooms.ts';
import { Mutex } from './mutex.ts';
import type { Room } from './room.ts';
import { SELF_ROOM, selfRoomChange } from './selfRoomKey.ts';

/** ID-7: the version of the newest recovery copy. */
const RECOVERY = 'recovery';

/** A draft, or how far somebody has read, changes by the second; their other devices need it when they are taken up. */
const TELL_MS = 3_000;

export class SelfRoom implements OwnBook {
  readonly #engine: Host;
  readonly #turns = new Mutex();
  /** Told at once: another device waits for them. */
  readonly #rooms: Keepsakes;
  readonly #keepsakes: Keepsakes;
  #room: Room | undefined;
  #seen = '';
  /** What an earlier run could not tell any more is told by this one. */
  #isDue = true;
  #stopWaiting: (() => void) | undefined;

  constructor(engine: Host, kinds: readonly Keepsake[]) {
    this.#engine = engine;
    this.#rooms = new Keepsakes(engine.parts.store, [keptRooms(engine)]);
    this.#keepsakes = new Keepsakes(engine.parts.store, kinds);
  }

  get id(): RoomId | undefined {
    return this.#room?.id;
  }

  is(room: RoomId): boolean {
    return this.#room?.id === room;
  }

  /** Turns to the room an earlier run made or was given. */
  async resume(): Promise<void> {
    const id = (await this.#engine.parts.store.get('vault', SELF_ROOM)) as RoomId | undefined;
    if (id !== undefined) await this.#turnTo(id);
  }

  /** The room, made now where there is none, with all in it that is here. */
  async ensure(): Promise<RoomId> {
    return this.#turns.run(async () => {
      if (!this.#room) {
        const id = await foundRoom(this.#engine, 'self', (found) => [selfRoomChange(found)]);
        await this.#turnTo(id);
      }
      if (!this.#room) throw new TypeError('a room that was made is there');
      this.#isDue = true;
      // A device that was just linked tells once it is in.
      if (this.#room.mayWrite) await this.#tell(this.#room);
      return this.#room.id;
    });
  }

  /** The room as another of this person's devices made it. */
  async adopt(id: RoomId): Promise<Room> {
    await this.#engine.parts.store.write([selfRoomChange(id)]);
    return this.#turnTo(id);
  }

  /** Something changed, here or there: takes up what the other devices keep, and keeps what they cannot know yet. */
  advance(): Promise<void> {
    return this.#turns.run(async () => {
      const room = this.#room;
      if (!room?.charter.keyring.usable(room.charter.charter)) return;
      const stamp = this.#stampOf(room);
      if (stamp === this.#seen) return;
      this.#seen = stamp;
      for (const segment of room.months) await room.openSegment(segment);
      // What the log has is in the book once it is folded, which may wait for more: nothing need change after that.
      await room.shown();
      const book = this.#bookOf(room);
      await this.#rooms.takeUp(book);
      await this.#takeUp(book);
      await this.#keepsakes.takeUp(book);
      // As in `ensure`; its own `device.add` is what brings it here again.
      if (room.mayWrite) await this.#tell(room);
    });
  }

  soon(): void {
    if (!this.#room) return;
    this.#stopWaiting ??= this.#engine.parts.clock.after(TELL_MS, () => {
      this.#stopWaiting = undefined;
      this.#isDue = true;
      this.#seen = '';
      this.advance().catch((error: unknown) => this.#engine.trouble(error));
    });
  }

  stop(): void {
    this.#stopWaiting?.();
  }

  async #turnTo(id: RoomId): Promise<Room> {
    const room = await this.#engine.addRoom(id);
    this.#room = room;
    await room.open();
    for (const segment of room.months) await room.openSegment(segment);
    this.#engine.enter(room);
    return room;
  }

  /** Text that differs when there may be something to take up or to tell: this is asked after every change of any room. */
  #stampOf(room: Room): string {
    const { rooms, view, recovery } = this.#engine;
    const keys = [...rooms.values()].reduce((sum, { charter }) => sum + charter.keyring.size, 0);
    const left = view.summaries.filter((summary) => summary.left).length;
    const arriving = view.summaries.filter((summary) => summary.joining).length;
    const entries = room.documents.reduce((sum, { log }) => sum + log.size, 0);
    return [rooms.size, view.summaries.length, left, arriving, keys, entries, recovery.version].join();
  }

  #bookOf(room: Room): ReadonlyMap<string, Uint8Array> {
    const me = this.#engine.keys?.identity;
    return me === undefined ? new Map<string, Uint8Array>() : room.timeline.fold.kept(me);
  }

  /** Room keys that other devices of this person have, and which recovery copy is the newest. */
  async #takeUp(book: ReadonlyMap<string, Uint8Array>): Promise<void> {
    for (const [key, value] of book) {
      const [table, name, more] = key.split('/');
      if (table === RECOVERY) await this.#takeVersion(value);
      if (table === 'key') await this.#takeKey(name as RoomId, more as EpochId, value);
    }
  }

  async #takeVersion(value: Uint8Array): Promise<void> {
    const told = decode(value);
    if (told.ok && Number.isSafeInteger(told.value)) await this.#engine.recovery.hear(told.value as number);
  }

  async #takeKey(id: RoomId, epoch: EpochId, value: Uint8Array): Promise<void> {
    const { rooms, parts } = this.#engine;
    const room = rooms.get(id);
    const key = decode(value);
    if (!room || !key.ok || !(key.value instanceof Uint8Array)) return;
    // Asked of the vault: a room is not opened for keys it has.
    if ((await parts.store.get('vault', epochName(id, epoch))) !== undefined) return;
    await room.open();
    await room.takeKey(epoch, key.value);
  }

  /** What is here and not in the book. */
  async #tell(self: Room): Promise<void> {
    const book = this.#bookOf(self);
    const missing = (key: string, value: unknown): TimelineOp[] => {
      const bytes = encode(value);
      const known = book.get(key);
      return known && equalBytes(known, bytes) ? [] : [{ t: 'keep', key, value: bytes }];
    };
    const { view, rooms, recovery } = this.#engine;
    const listed = await this.#rooms.toTell(book);
    const ops = [...listed.ops];
    for (const [id, { charter }] of rooms) {
      if (id === self.id || !view.summary(id)) continue;
      for (const [epoch, key] of charter.keyring.entries()) ops.push(...missing(`key/${id}/${epoch}`, key));
    }
    const { version } = recovery;
    if (version !== undefined) ops.push(...missing(RECOVERY, version));
    for (const op of ops) await self.write(op);
    await listed.told();
    if (!this.#isDue) return;
    this.#isDue = false;
    const changed = await this.#keepsakes.toTell(this.#bookOf(self));
    for (const op of changed.ops) await self.write(op);
    await changed.told();
  }
}
