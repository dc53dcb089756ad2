/** Puts together what a person sees of a room beside its messages, once for a burst of changes, and only what differs. */
import type { RoomId } from '#shared/ids.ts';
import type { Admissions } from './admissions.ts';
import type { Arrivals } from './arrivals.ts';
import type { Calls } from './calls.ts';
import type { Devices } from './devices.ts';
import type { Forgetting } from './forgetting.ts';
import type { Host } from './host.ts';
import type { Joins } from './joins.ts';
import type { Leaves } from './leaves.ts';
import { linksOf } from './ownLinks.ts';
import { Mutex } from './mutex.ts';
import type { Recovery } from './recovery.ts';
import type { Revocations } from './revocations.ts';
import type { Returns } from './returns.ts';
import type { Room } from './room.ts';
import { detailsOf, receiptsOf, summaryOf, waitingOf } from './roomBooks.ts';

const GATHER_MS = 40;

export class Publisher {
  readonly #engine: Host;
  readonly #joins: Joins;
  readonly #leaves: Leaves;
  readonly #admissions: Admissions;
  readonly #arrivals: Arrivals;
  readonly #recovery: Recovery;
  readonly #devices: Devices;
  readonly #calls: Calls;
  readonly #revocations: Revocations;
  readonly #forgetting: Forgetting;
  readonly #returns: Returns;
  readonly #due = new Map<RoomId, () => void>();
  readonly #said = new Map<string, string>();
  readonly #turns = new Mutex();

  constructor(
    engine: Host,
    joins: Joins,
    leaves: Leaves,
    admissions: Admissions,
    arrivals: Arrivals,
    recovery: Recovery,
    devices: Devices,
    calls: Calls,
    revocations: Revocations,
    forgetting: Forgetting,
    returns: Returns,
  ) {
    this.#engine = engine;
    this.#joins = joins;
    this.#leaves = leaves;
    this.#admissions = admissions;
    this.#arrivals = arrivals;
    this.#recovery = recovery;
    this.#devices = devices;
    this.#calls = calls;
    this.#revocations = revocations;
    this.#forgetting = forgetting;
    this.#returns = returns;
  }

  changed(room: Room): void {
    if (this.#due.has(room.id)) return;
    const stop = this.#engine.parts.clock.after(GATHER_MS, () => {
      this.#due.delete(room.id);
      void this.#turns.run(() => this.#publish(room)).catch((error: unknown) => this.#engine.trouble(error));
    });
    this.#due.set(room.id, stop);
  }

  /** The room goes from this device while nothing is put together of any. */
  without(room: RoomId, work: () => Promise<void>): Promise<void> {
    return this.#turns.run(async () => {
      this.#due.get(room)?.();
      this.#due.delete(room);
      this.#said.delete(`details ${room}`);
      this.#said.delete(`receipts ${room}`);
      await work();
    });
  }

  stop(): void {
    for (const stop of this.#due.values()) stop();
    this.#due.clear();
  }

  async #publish(room: Room): Promise<void> {
    const { view, keys, parts, connection, outbox, rooms, selfRoom } = this.#engine;
    if (!keys || !room.isOpen || rooms.get(room.id) !== room) return;
    await room.open();
    connection.waiting(outbox.unacknowledgedBeside(selfRoom.id));
    await this.#joins.advance(room);
    await this.#arrivals.advance(room);
    await this.#revocations.advance(room);
    await this.#returns.advance(room);
    if (room.isLeaving) await this.#leaves.advance(room);
    if (!this.#joins.isJoining(room.id) && room.isUnnamed) await room.introduce();
    const going = this.#forgetting.isGoing(room.id) ? { going: true as const } : {};
    await this.#admissions.advance(room.id);
    this.#engine.checkCaughtUp();
    await this.#engine.markers?.say(room);
    await selfRoom.advance();
    if (selfRoom.is(room.id)) return;
    const summary = view.summary(room.id);
    const me = keys.identity;
    const asking = this.#admissions.asking(room.id);
    const asked = asking.length > 0 ? { asking: asking.length } : {};
    if (summary ?? !this.#joins.isJoining(room.id))
      await view.summarise({ ...summaryOf(room, me, summary ?? undefined), ...asked, ...going });
    this.#forgetting.advance(room.id);
    await this.#calls.advance(room);
    this.#recovery.look(room);
    this.#devices.look();
    const linkMap = await linksOf(parts.store, room.id, parts.origin);
    const receipts = receiptsOf(room, me);
    const { confirmations } = this.#engine;
    await confirmations.look(room.id, receipts, room.charter.charter.state().members.has(me));
    const details = detailsOf(room, {
      me,
      now: parts.clock.now(),
      linkOf: (invite) => linkMap.get(invite),
      relayReachedAt: connection.reachedAt,
      waiting: waitingOf(room),
      asking,
      isUnconfirmed: confirmations.isOpen(room.id),
    });
    if (this.#isNews(`details ${room.id}`, details)) await view.details(details);
    if (this.#isNews(`receipts ${room.id}`, receipts)) await view.receipts(room.id, receipts);
  }

  #isNews(what: string, value: unknown): boolean {
    const text = JSON.stringify(value);
    if (this.#said.get(what) === text) return false;
    this.#said.set(what, text);
    return true;
  }
}
