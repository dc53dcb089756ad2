/** People with real engines who meet over a real relay and by peer links that are a table: for stories of the relay going away. */
import type { RoomId } from '#shared/ids.ts';
import { HeadlessPerson } from './headlessPerson.ts';
import { PeerTable, type TableEnd } from './peerTable.ts';
import { RelayProcess } from './relayProcess.ts';

export class Circle {
  readonly relay: RelayProcess;
  readonly table = new PeerTable();
  readonly #people: HeadlessPerson[] = [];
  readonly #ends = new Map<HeadlessPerson, TableEnd>();

  private constructor(relay: RelayProcess) {
    this.relay = relay;
  }

  static async open(): Promise<Circle> {
    return new Circle(await RelayProcess.start());
  }

  async close(): Promise<void> {
    await Promise.all(this.#people.splice(0).map((person) => person.closes()));
    await this.relay.discard();
  }

  async meet<Names extends readonly string[]>(...names: Names): Promise<{ [I in keyof Names]: HeadlessPerson }> {
    const met: HeadlessPerson[] = [];
    for (const name of names) met.push(await this.#meet(name).opens());
    return met as { [I in keyof Names]: HeadlessPerson };
  }

  #meet(name: string): HeadlessPerson {
    const person: HeadlessPerson = new HeadlessPerson(name, this.relay.origin, undefined, undefined, () => {
      const end = this.table.links();
      // Made before there is anybody to name, the first time.
      queueMicrotask(() => this.#ends.set(person, end));
      return end;
    });
    this.#people.push(person);
    return person;
  }

  endOf(person: HeadlessPerson): TableEnd {
    const end = this.#ends.get(person);
    if (!end) throw new TypeError(`${person.name} has links`);
    return end;
  }

  /** Two bring their devices together with nobody in between. */
  async pair(one: HeadlessPerson, other: HeadlessPerson): Promise<void> {
    const [a, b] = [this.endOf(one), this.endOf(other)];
    await Promise.all([a.started, b.started]);
    this.table.join(a.own, b.own);
  }

  /** A room its first person made, with everybody else in it, all linked. */
  async together(name: string, host: HeadlessPerson, ...guests: readonly HeadlessPerson[]): Promise<RoomId> {
    const room = await host.startsRoom(name);
    const link = await host.invites(room);
    await host.isKept(room);
    for (const guest of guests) await guest.joins(link);
    const all = [host, ...guests];
    await Promise.all(all.map((person) => person.isKept(room)));
    await Promise.all(all.map((person) => isDirectTo(person, room, guests.length)));
    return room;
  }

  /** The relay is killed, and everybody has noticed. */
  async relayDies(): Promise<void> {
    await this.relay.end('SIGKILL');
    const notices = (person: HeadlessPerson): Promise<void> =>
      person.until(() => person.device.engine.connection.current.state === 'offline');
    await Promise.all(this.#people.map(notices));
  }
}

/** Resolves when this device shares the room straight with so many others. */
export const isDirectTo = (person: HeadlessPerson, room: RoomId, count: number): Promise<void> =>
  person.until(() => (person.device.engine.connection.current.direct?.[room]?.devices ?? 0) === count);
