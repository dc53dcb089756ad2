/** The relay of a simulation: the real one, on a disk in memory that takes time. It can die, and forget everything. */
import { Relay } from '../../../sync-server/src/relay/relay.ts';
import type { Connection } from '../../../sync-server/src/relay/connection.ts';
import type { Wire } from '../../../sync-server/src/relay/deviceLink.ts';
import { withoutPayload } from '#shared/entry/payload.ts';
import { encodeUpdate, readUpdate } from '#shared/log/update.ts';
import type { Change, RelayStore } from '#shared/ports/relayStore.ts';
import { MemoryRelayStore } from '../memoryRelayStore.ts';
import type { SeededRandom } from '../seededRandom.ts';
import { Life, Queue } from './life.ts';
import type { World } from './world.ts';

/** Where its page is served from: what devices prove their links against. */
export const ORIGIN = 'https://relay.example';
const COMMIT_MS = 40;
const READ_MS = 10;
const LIMITS = { open: true, joinRequests: 100, joinRequestDays: 14, idleRooms: 1 };

export class SimulatedRelay {
  readonly #world: World;
  readonly #random: SeededRandom;
  /** What was durable, in order. */
  #disk: Change[] = [];
  /** T-54: what it serves has no payloads, and it has no order to show for it. */
  #omits = false;
  /** In its memory alone. */
  readonly boxes = new Map<string, Uint8Array>();
  /** It lost what it had acknowledged. */
  hasForgotten = false;
  #life: Life | undefined;
  #relay: Relay | undefined;
  #hangUps = new Set<() => void>();

  constructor(world: World) {
    this.#world = world;
    this.#random = world.chance('relay');
  }

  get isUp(): boolean {
    return this.#relay?.ready === true;
  }

  start(): void {
    if (this.#life) return;
    const life = new Life(this.#world);
    this.#life = life;
    const trouble = (event: string, details: unknown): void => {
      if (!life.isOver) this.#world.trouble(`relay: ${event} ${JSON.stringify(details)}`);
    };
    this.#relay = new Relay({
      store: relayStore(this.#disk, life, this.#random, () => this.#omits),
      clock: life.clock,
      random: this.#random,
      journal: { info: () => undefined, trouble },
      limits: LIMITS,
      ice: () => [],
      endOfTurn: (run) => void life.clock.after(0, run),
      accepts: (transport) => transport === ORIGIN,
    });
    this.#relay.start().catch((error: unknown) => trouble('start', String(error)));
  }

  /** What was asked of its disk and not done is lost; every connection breaks. */
  crash(): void {
    this.boxes.clear();
    this.#life?.end();
    this.#life = undefined;
    this.#relay = undefined;
    const hangUps = [...this.#hangUps];
    this.#hangUps.clear();
    for (const hangUp of hangUps) hangUp();
  }

  omit(omits: boolean): void {
    this.#omits = omits;
  }

  /** REL-4: crashes, and comes back with an empty disk. */
  forget(): void {
    this.crash();
    this.hasForgotten = true;
    this.#disk = [];
  }

  /** T-61: crashes, and comes back with its disk as it was when only so many changes had been written (a backup). */
  rewind(share: number): void {
    this.crash();
    this.hasForgotten = true;
    this.#disk = this.#disk.slice(0, Math.floor(this.#disk.length * share));
  }

  /** `hangUp` breaks the connection when the relay dies. */
  connect(wire: Wire, hangUp: () => void): Connection | undefined {
    const connection = this.#relay?.connect(wire, ORIGIN);
    if (connection) this.#hangUps.add(hangUp);
    return connection;
  }

  gone(hangUp: () => void): void {
    this.#hangUps.delete(hangUp);
  }
}

/** Commits are seen by reads at once and are durable later, in their order. */
function relayStore(disk: Change[], life: Life, random: SeededRandom, omits: () => boolean): RelayStore {
  const memory = new MemoryRelayStore();
  const commits = new Queue(life);
  const read = <T>(answer: Promise<T>): Promise<T> => life.take(random.below(READ_MS), () => answer);
  return {
    start: () =>
      life.take(random.below(READ_MS), async () => {
        for (const change of disk) await memory.commit(change);
        return memory.start();
      }),
    commit: async (change) => {
      await memory.commit(change);
      return commits.take(random.below(COMMIT_MS), () => Promise.resolve(void disk.push(change)));
    },
    room: (room) => read(memory.room(room)),
    scan: async (document, ranges, limit) => {
      const page = await read(memory.scan(document, ranges, limit));
      // It lies to its readers, not to itself: single entries are what it looks up.
      return omits() && limit > 1 ? { ...page, update: husked(page.update) } : page;
    },
    due: (before) => read(memory.due(before)),
    markers: (room) => read(memory.markers(room)),
    requests: (room) => read(memory.requests(room)),
    recovery: (id) => read(memory.recovery(id)),
    forks: (room) => read(memory.forks(room)),
    branches: (room) => read(memory.branches(room)),
    stop: () => Promise.resolve(),
  };
}

/** The same entries, none of which says anything any more. */
function husked(update: Uint8Array): Uint8Array {
  const runs = readUpdate(update);
  if (!runs.ok) return update;
  return encodeUpdate(
    runs.value.map((run) => ({ ...run, entries: run.entries.map((entry) => withoutPayload(entry) ?? entry) })),
  );
}
