/** A device's store on a disk that takes time. What was asked for when the device died, and not done, is not done. */
import type { Change, DeviceStore, Span, Table } from '#shared/ports/deviceStore.ts';
import { memoryStore, type MemoryDisk } from '../../../client/src/adapters/memoryStore.ts';
import { HELD } from '../../../client/src/engine/heldDeletes.ts';
import type { SeededRandom } from '../seededRandom.ts';
import type { Reach } from './crashPoint.ts';
import { Queue, type Life } from './life.ts';

const READ_MS = 2;
const WRITE_MS = 8;

export class SimulatedStore implements DeviceStore {
  readonly #inner: DeviceStore;
  readonly #queue: Queue;
  readonly #random: SeededRandom;
  readonly #reach: Reach;
  readonly #holdEnds: (target: string) => void;

  /** `holdEnds` hears of every delete that is held no longer and that no entry says. */
  constructor(disk: MemoryDisk, life: Life, random: SeededRandom, reach: Reach, holdEnds: (target: string) => void) {
    this.#inner = memoryStore(disk);
    this.#queue = new Queue(life);
    this.#random = random;
    this.#reach = reach;
    this.#holdEnds = holdEnds;
  }

  get(table: Table, key: string): Promise<unknown> {
    return this.#take(READ_MS, () => this.#inner.get(table, key));
  }

  range(table: Table, span: Span): ReturnType<DeviceStore['range']> {
    return this.#take(READ_MS, () => this.#inner.range(table, span));
  }

  write(changes: readonly Change[]): Promise<void> {
    const keepsEntry = changes.some(({ table, value }) => table === 'outbox' && value !== undefined);
    if (keepsEntry) this.#reach('keep');
    else
      for (const { table, key, value } of changes)
        if (table === 'commands' && key.startsWith(HELD) && value === undefined) this.#holdEnds(key.slice(HELD.length));
    return this.#take(WRITE_MS, async () => {
      await this.#inner.write(changes);
      if (keepsEntry) this.#reach('apply');
    });
  }

  claim(): Promise<void> {
    return this.#take(WRITE_MS, () => this.#inner.claim());
  }

  close(): Promise<void> {
    return this.#take(WRITE_MS, () => this.#inner.close());
  }

  #take<T>(most: number, work: () => Promise<T>): Promise<T> {
    return this.#queue.take(this.#random.below(most + 1), work);
  }
}
