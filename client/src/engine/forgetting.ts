/**
 * Rooms a person removes from this device (0039). For six seconds it can be undone; then the room is left, where its person is still
 * in it, and once what they wrote is out, everything of it is deleted here. The wish is kept, so that it is carried out
 * whenever the relay can be reached and whatever is closed meanwhile.
 */
import type { RoomId } from '#shared/ids.ts';
import { afterPrefix, type Change } from '#shared/ports/deviceStore.ts';
import { rankOf } from '#shared/charter/state.ts';
import { GrapevineError } from '#shared/errors.ts';
import type { Calls } from './calls.ts';
import { HOLD_MS } from './heldDeletes.ts';
import type { Forgets, Host } from './host.ts';
import type { Leaves } from './leaves.ts';

const PREFIX = 'forget/';

/** `held`: can be undone; `going`: not any more; `deleting`: what is here of it may be a part; `gone`: nothing is here. */
type Stage = 'held' | 'going' | 'deleting' | 'gone';

export class Forgetting implements Forgets {
  readonly #engine: Host;
  readonly #leaves: Leaves;
  readonly #calls: Calls;
  readonly #stages = new Map<RoomId, Stage>();
  readonly #holds = new Map<RoomId, () => void>();

  constructor(engine: Host, leaves: Leaves, calls: Calls) {
    this.#engine = engine;
    this.#leaves = leaves;
    this.#calls = calls;
  }

  /** What was begun with is finished before anything of it is read. */
  async load(): Promise<void> {
    const { store } = this.#engine.parts;
    const rows = await store.range('commands', { from: PREFIX, to: afterPrefix(PREFIX) });
    for (const { key, value } of rows) this.#stages.set(key.slice(PREFIX.length) as RoomId, value as Stage);
    for (const [room, stage] of this.#stages) if (stage === 'deleting') await this.#delete(room);
  }

  /** Goes on with what an earlier run was asked for: nobody can undo it any more. */
  async resume(): Promise<void> {
    for (const [room, stage] of this.#stages) if (stage === 'held' || stage === 'going') await this.#go(room);
  }

  isGoing(room: RoomId): boolean {
    const stage = this.#stages.get(room);
    return stage !== undefined && stage !== 'gone';
  }

  isGone(room: RoomId): boolean {
    return this.#stages.get(room) === 'gone';
  }

  /** Asked for already, it stays as it is: a command may come twice. */
  async ask(room: RoomId): Promise<void> {
    if (this.isGoing(room)) return;
    await this.#mustBeFree(room);
    await this.#note(room, 'held');
    await this.#show(room, true);
    const run = (): void => void this.#go(room).catch((error: unknown) => this.#engine.trouble(error));
    this.#holds.set(room, this.#engine.parts.clock.after(HOLD_MS, run));
  }

  /** False when it is too late. */
  async undo(room: RoomId): Promise<boolean> {
    const stop = this.#holds.get(room);
    if (!stop || this.#stages.get(room) !== 'held') return false;
    stop();
    this.#holds.delete(room);
    await this.#note(room, undefined);
    await this.#show(room, false);
    return true;
  }

  /** Something changed in a room: what it waits for may have come. */
  advance(room: RoomId): void {
    if (this.#stages.get(room) !== 'going' || this.#isWaited(room)) return;
    this.#remove(room).catch((error: unknown) => this.#engine.trouble(error));
  }

  /** Its person comes into the room anew. */
  async welcome(room: RoomId): Promise<void> {
    if (this.isGone(room)) await this.#note(room, undefined);
  }

  stop(): void {
    for (const stop of this.#holds.values()) stop();
  }

  async #go(id: RoomId): Promise<void> {
    this.#holds.delete(id);
    await this.#note(id, 'going');
    if (!this.#engine.view.summary(id)?.left) {
      const room = await this.#engine.addRoom(id);
      await room.open();
      const { identity: me } = await this.#engine.needKeys();
      const { members } = room.charter.charter.state();
      // Who is alone in a room leaves it to nobody.
      if (members.has(me) && members.size > 1) await this.#leaves.ask(room);
      this.#engine.changed(room);
    }
    this.advance(id);
  }

  /** What its person wrote is on its way out, and so is that they leave. Whom others put out nobody takes anything from. */
  #isWaited(id: RoomId): boolean {
    const { rooms, outbox, view } = this.#engine;
    const room = rooms.get(id);
    if (room?.isLeaving === true) return true;
    // In no other device's hands it never was, and is not to be.
    const devices = room ? [...room.charter.charter.state().devices.values()].filter(({ live }) => live).length : 0;
    return outbox.holds(id) && !view.summary(id)?.removed && devices !== 1;
  }

  /** Whoever has a room in which others are hands it over before they go. */
  async #mustBeFree(id: RoomId): Promise<void> {
    if (this.#engine.view.summary(id)?.left) return;
    const room = await this.#engine.addRoom(id);
    await room.open();
    const { identity: me } = await this.#engine.needKeys();
    const state = room.charter.charter.state();
    if (rankOf(state, me) === 'owner' && state.members.size > 1 && state.kind !== 'direct')
      throw new GrapevineError('not-free', 'You have this room. Hand it over to somebody first.');
  }

  async #remove(id: RoomId): Promise<void> {
    await this.#note(id, 'deleting');
    await this.#calls.forget(id);
    await this.#engine.letGo(id, () => this.#delete(id));
  }

  async #delete(id: RoomId): Promise<void> {
    const { deleteRoom } = await import('./deleteRoom.ts');
    await deleteRoom(this.#engine.parts, id, this.#stageOf(id, 'gone'));
    this.#stages.set(id, 'gone');
  }

  #show(id: RoomId, isGoing: boolean): Promise<void> {
    const { view } = this.#engine;
    const { going: _going, ...summary } = view.summary(id) ?? { room: id, members: 0, unread: 0, createdAt: 0 };
    return view.summarise({ ...summary, ...(isGoing ? { going: true as const } : {}) });
  }

  async #note(id: RoomId, stage: Stage | undefined): Promise<void> {
    await this.#engine.parts.store.write([this.#stageOf(id, stage)]);
    if (stage) this.#stages.set(id, stage);
    else this.#stages.delete(id);
  }

  #stageOf(id: RoomId, stage: Stage | undefined): Change {
    return { table: 'commands', key: PREFIX + id, value: stage };
  }
}
