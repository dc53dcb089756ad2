/** How things are with the relay, as a person is told. Offline is an ordinary state, and nothing here is an error. */
import type { Clock } from '#shared/ports/clock.ts';
import type { RoomId } from '#shared/ids.ts';
import type { Connection, Direct } from './messages/connection.ts';

/** Acknowledgements of what was sent come a moment after everything was fetched. */
const STILL_WEAVING_MS = 3_000;

export class ConnectionState {
  readonly #clock: Clock;
  readonly #tell: (connection: Connection) => void;
  #connection: Connection;
  #hasNetwork = true;
  #reachedAt: number | undefined;
  #isCutOff = false;

  constructor(clock: Clock, tell: (connection: Connection) => void) {
    this.#clock = clock;
    this.#tell = tell;
    this.#connection = { state: 'connecting', since: clock.now(), waiting: 0 };
  }

  get current(): Connection {
    return this.#connection;
  }

  /** From the windows: whether the browser has a network at all. */
  network(isOnline: boolean): void {
    this.#hasNetwork = isOnline;
    if (!isOnline) this.lost();
    else if (!this.#isReached) this.#move('connecting');
  }

  /** When the relay was last reached, ms UTC; now while it is. */
  get reachedAt(): number | undefined {
    return this.#isReached ? this.#clock.now() : this.#reachedAt;
  }

  get #isReached(): boolean {
    return this.#connection.state === 'syncing' || this.#connection.state === 'up';
  }

  /** The relay could not be reached, and has not been since. Not so while it is dialled for the first time. */
  get isCutOff(): boolean {
    return this.#isCutOff;
  }

  get hasNetwork(): boolean {
    return this.#hasNetwork;
  }

  dialling(): void {
    if (this.#connection.state === 'offline' && this.#hasNetwork) this.#move('connecting');
  }

  lost(): void {
    this.#isCutOff = true;
    this.#move('offline');
  }

  opened(): void {
    this.#isCutOff = false;
    this.#set({
      state: 'syncing',
      since: this.#clock.now(),
      waiting: this.#connection.waiting,
      woven: { own: 0, others: 0 },
      ...this.#peers,
    });
  }

  /** Everything both sides had is on both sides. */
  caughtUp(): void {
    if (this.#connection.state === 'syncing') this.#move('up');
  }

  latency(ms: number): void {
    this.#set({ ...this.#connection, latency: ms });
  }

  waiting(count: number): void {
    if (count !== this.#connection.waiting) this.#set({ ...this.#connection, waiting: count });
  }

  weave(own: number, others: number): void {
    const { woven, state, since } = this.#connection;
    const isFresh = state === 'syncing' || (state === 'up' && this.#clock.now() - since < STILL_WEAVING_MS);
    if (!isFresh || !woven) return;
    this.#set({ ...this.#connection, woven: { own: woven.own + own, others: woven.others + others } });
  }

  /** Rooms are shared straight with these. */
  direct(rooms: ReadonlyMap<RoomId, Direct>): void {
    const { direct: _before, ...connection } = this.#connection;
    this.#set(rooms.size > 0 ? { ...connection, direct: Object.fromEntries(rooms) } : connection);
  }

  trouble(say: string): void {
    this.#set({ ...this.#connection, trouble: say });
  }

  #move(state: Connection['state']): void {
    if (this.#connection.state === state) return;
    if (this.#isReached) this.#reachedAt = this.#clock.now();
    const { waiting, woven, latency } = this.#connection;
    const kept = state === 'up' ? { ...(woven ? { woven } : {}), ...(latency === undefined ? {} : { latency }) } : {};
    this.#set({ state, since: this.#clock.now(), waiting, ...kept, ...this.#peers });
  }

  get #peers(): Pick<Connection, 'direct'> {
    const { direct } = this.#connection;
    return direct === undefined ? {} : { direct };
  }

  #set(connection: Connection): void {
    this.#connection = connection;
    this.#tell(connection);
  }
}
