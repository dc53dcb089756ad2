/**
 * A program from its start to its crash. Code that still runs after the end reaches nothing: its timers do not fire, and
 * what it asked of the world is neither done nor answered.
 */
import type { Clock } from '#shared/ports/clock.ts';
import type { World } from './world.ts';

export class Life {
  readonly clock: Clock;
  readonly #world: World;
  #isOver = false;
  #awaited = 0;
  #last: { readonly at: number; readonly die: () => void } | undefined;

  /** `skew`: how far this program's clock is ahead, in ms, whenever it looks. */
  constructor(world: World, skew: () => number = () => 0) {
    this.#world = world;
    this.clock = {
      now: () => world.now() + skew(),
      after: (ms, run) =>
        world.after(ms, () => {
          if (!this.#isOver) run();
        }),
    };
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** How often it has waited for something: for work to be begun, and for its answer. */
  get awaited(): number {
    return this.#awaited;
  }

  /** Calls `die` at the nth await from now. */
  dieAt(nth: number, die: () => void): void {
    this.#last = { at: this.#awaited + nth, die };
  }

  /** One await more; true where it was the last. */
  isLast(): boolean {
    if (++this.#awaited !== this.#last?.at) return false;
    this.#last.die();
    return true;
  }

  /** True time: no clock that somebody sets moves it. */
  now(): number {
    return this.#world.now();
  }

  end(): void {
    this.#isOver = true;
  }

  /** Does work that takes `ms`. */
  take<T>(ms: number, work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const unlessOver =
        <V>(settle: (value: V) => void) =>
        (value: V): void => {
          if (!this.#isOver && !this.isLast()) settle(value);
        };
      this.#world.after(ms, () => {
        if (!this.#isOver && !this.isLast()) started(work).then(unlessOver(resolve), unlessOver(reject));
      });
    });
  }
}

/** Does one thing after the other, as a disk does: each takes its time from when the one before is done. */
export class Queue {
  readonly #life: Life;
  #freeAt = 0;

  constructor(life: Life) {
    this.#life = life;
  }

  take<T>(ms: number, work: () => Promise<T>): Promise<T> {
    const now = this.#life.now();
    this.#freeAt = Math.max(this.#freeAt, now) + ms;
    return this.#life.take(this.#freeAt - now, work);
  }
}

/** What fails at once fails as what fails later. */
function started<T>(work: () => Promise<T>): Promise<T> {
  try {
    return work();
  } catch (error) {
    return Promise.reject(error instanceof Error ? error : new Error(String(error)));
  }
}
