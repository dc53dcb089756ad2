/** What lies between a device and the relay: connections over it keep the order of what they carry, and may be slow or cut. */
import type { SeededRandom } from '../seededRandom.ts';
import type { World } from './world.ts';

/** The batches that prove a link, which no transport says twice. */
const GREETING = 2;

export class Road {
  readonly #world: World;
  readonly #random: SeededRandom;
  /** Most ms a batch takes; roads differ, so that what devices say at one time arrives in another order. */
  #slowness = 60;
  #isCut = false;
  #resumed = new Set<() => void>();
  /** Of 1000 batches, so many arrive twice. */
  #twice = 0;

  constructor(world: World, random: SeededRandom) {
    this.#world = world;
    this.#random = random;
  }

  get isCut(): boolean {
    return this.#isCut;
  }

  /** What is on its way stays there until the road is mended or its connection given up. */
  cut(): void {
    this.#isCut = true;
  }

  mend(): void {
    this.#isCut = false;
    for (const resume of [...this.#resumed]) resume();
  }

  slow(ms: number): void {
    this.#slowness = ms;
  }

  repeat(ofThousand: number): void {
    this.#twice = ofThousand;
  }

  latency(): number {
    return 1 + this.#random.below(this.#slowness);
  }

  /** One direction of a connection. */
  pipe(deliver: (batch: Uint8Array) => void, emptied: () => void = () => undefined): Pipe {
    const pipe = new Pipe(this.#world, this, deliver, emptied);
    this.#resumed.add(pipe.resume);
    return pipe;
  }

  forget(pipe: Pipe): void {
    this.#resumed.delete(pipe.resume);
  }

  /** Does a batch that arrives as the nth arrive once more? */
  repeats(nth: number): boolean {
    return nth >= GREETING && this.#random.below(1000) < this.#twice;
  }
}

export class Pipe {
  readonly #world: World;
  readonly #road: Road;
  readonly #deliver: (batch: Uint8Array) => void;
  readonly #emptied: () => void;
  readonly #waiting: { readonly batch: Uint8Array; readonly due: number }[] = [];
  #isClosed = false;
  #isMoving = false;
  #arrived = 0;
  #bytes = 0;

  constructor(world: World, road: Road, deliver: (batch: Uint8Array) => void, emptied: () => void) {
    this.#world = world;
    this.#road = road;
    this.#deliver = deliver;
    this.#emptied = emptied;
  }

  /** Bytes on their way. */
  get buffered(): number {
    return this.#bytes;
  }

  send(batch: Uint8Array): void {
    if (this.#isClosed) return;
    this.#bytes += batch.length;
    this.#waiting.push({ batch: batch.slice(), due: this.#world.now() + this.#road.latency() });
    this.resume();
  }

  close(): void {
    this.#isClosed = true;
    this.#road.forget(this);
  }

  readonly resume = (): void => {
    const next = this.#waiting[0];
    if (this.#isMoving || !next) return;
    this.#isMoving = true;
    this.#world.after(next.due - this.#world.now(), () => {
      this.#isMoving = false;
      this.#arrive();
    });
  };

  #arrive(): void {
    if (this.#isClosed || this.#road.isCut) return;
    const batch = this.#waiting.shift()?.batch;
    if (!batch) return;
    this.#world.trace(batch);
    this.#deliver(batch);
    if (this.#road.repeats(this.#arrived++)) this.#deliver(batch);
    this.#bytes -= batch.length;
    if (this.#bytes === 0) this.#emptied();
    this.resume();
  }
}
