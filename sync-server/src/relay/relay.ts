/** The relay without its sockets: takes connections, knows the rooms, stops in order. */
import type { DeviceId, DocumentId } from '#shared/ids.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { Random } from '#shared/ports/random.ts';
import type { RelayStore } from '#shared/ports/relayStore.ts';
import type { IceServer } from '#shared/wire/relayInfo.ts';
import { sayError, type Journal } from '../journal.ts';
import { CatchUp } from './catchUp.ts';
import { Connection } from './connection.ts';
import type { Wire } from './deviceLink.ts';
import { Husks } from './husks.ts';
import { Intake } from './intake.ts';
import type { RelayContext, RelayLimits } from './relayContext.ts';
import { PageCache } from './pageCache.ts';
import { Reviews } from './reviews.ts';
import type { DeviceLink } from './deviceLink.ts';
import type { Room } from './room.ts';
import { Rooms } from './rooms.ts';
import { StockConnection } from './stockConnection.ts';
import { stopAtCuts } from './storedStops.ts';

export interface RelayParts {
  readonly store: RelayStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly journal: Journal;
  readonly limits: RelayLimits & { readonly idleRooms: number };
  readonly ice: () => readonly IceServer[];
  /** Runs work once everything that has arrived was taken: `setImmediate`, in a process. */
  readonly endOfTurn: (run: () => void) => void;
  /** SYN-3: the transport identities a proof may name. */
  readonly accepts: (transport: string) => boolean;
}

const TRIM_EVERY = 10_000;
const SWEEP_EVERY = 60 * 60 * 1000;
const NONCE_BYTES = 32;
/** Bytes of pages for people who join: some hundred thousand messages. */
const PAGES_KEPT = 64 * 1024 * 1024;
/** RFC 6455: something unexpected here. */
const INTERNAL_ERROR = 1011;

export class Relay {
  readonly #parts: RelayParts;
  #context: RelayContext | undefined;
  #stopTrimming: (() => void) | undefined;
  #stopSweeping: (() => void) | undefined;

  constructor(parts: RelayParts) {
    this.#parts = parts;
  }

  get ready(): boolean {
    return this.#context !== undefined;
  }

  async start(): Promise<void> {
    const { store, clock, journal, limits, ice, endOfTurn } = this.#parts;
    const rooms = new Rooms(store, await store.start(), limits.idleRooms);
    const pages = new PageCache(store, PAGES_KEPT);
    const lost = (room: Room, error: unknown): void => {
      pages.clear();
      this.#lose(rooms, room, error);
    };
    const reviews = new Reviews(clock);
    const charterGrew = (room: Room, into: Intake, by: ReadonlySet<DeviceLink>): void => {
      reviews.charterGrew(room, into, by);
      stopAtCuts(store, room).catch((error: unknown) => lost(room, error));
    };
    const husks = new Husks(store, pages, clock);
    const came = (...[room, document, link]: Parameters<Husks['came']>): void => {
      husks.came(room, document, link).catch((error: unknown) => lost(room, error));
    };
    const intake = new Intake(store, charterGrew, came, lost, endOfTurn);
    this.#context = {
      store,
      rooms,
      intake,
      husks,
      catchUp: new CatchUp(store, pages, journal),
      clock,
      journal,
      limits,
      ice,
    };
    this.#trim(rooms);
    this.#sweep(rooms, husks);
  }

  /** A new connection; `origin` is that of the page it comes from, where a browser says so. */
  connect(wire: Wire, origin: string | undefined): Connection | undefined {
    if (!this.#context) return undefined;
    const { random, clock, accepts } = this.#parts;
    const connection = new Connection(this.#context, wire, {
      is: 'relay',
      nonce: random.bytes(NONCE_BYTES),
      accepts: (transport) => accepts(transport) && (origin === undefined || origin === transport),
      now: () => clock.now(),
    });
    connection.start();
    return connection;
  }

  /** SYN-6: a stock y-websocket client of this device, on one document. */
  connectStock(wire: Wire, device: DeviceId, document: DocumentId): StockConnection | undefined {
    if (!this.#context) return undefined;
    const connection = new StockConnection(this.#context, wire, device, document);
    connection.start();
    return connection;
  }

  /** Takes no new connection. Everything taken in so far is durable and acknowledged when this resolves. */
  async drain(): Promise<void> {
    const context = this.#context;
    this.#context = undefined;
    this.#stopTrimming?.();
    this.#stopSweeping?.();
    context?.intake.settle();
    // Lands behind every commit asked for before.
    await this.#parts.store.commit({});
  }

  async stop(): Promise<void> {
    await this.#parts.store.stop();
  }

  /**
   * The disk refused what memory had taken in already (it is full, say). What was not acknowledged is with its devices, so
   * the room is let go of, and put together again from the disk when they are back.
   */
  #lose(rooms: Rooms, room: Room, error: unknown): void {
    this.#parts.journal.trouble('commit-failed', { error: sayError(error) });
    rooms.forget(room);
    for (const link of [...room.presences.keys()]) {
      link.refuse('closing', 'The relay could not keep what was sent. It is safe on your device.', {
        room: room.id,
        retry: 5000,
      });
      link.close(INTERNAL_ERROR, 'not kept');
    }
  }

  /** ENT-6: a payload is let go of within an hour of when it is due. */
  #sweep(rooms: Rooms, husks: Husks): void {
    const { clock, journal } = this.#parts;
    husks.sweep(rooms).catch((error: unknown) => {
      journal.trouble('sweep-failed', { error: sayError(error) });
    });
    this.#stopSweeping = clock.after(SWEEP_EVERY, () => {
      this.#sweep(rooms, husks);
    });
  }

  #trim(rooms: Rooms): void {
    const { clock, journal } = this.#parts;
    this.#stopTrimming = clock.after(TRIM_EVERY, () => {
      rooms.trim().catch((error: unknown) => {
        journal.trouble('trim-failed', { error: sayError(error) });
      });
      this.#trim(rooms);
    });
  }
}
