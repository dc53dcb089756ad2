import type { Clock } from '#shared/ports/clock.ts';
import type { Random } from '#shared/ports/random.ts';

const FIRST_MS = 3_000;
const MOST_MS = 5 * 60_000;

/**
 * When to look again for what may come by itself: after 3 s, then after twice as long each time, up to 5 min, with jitter, for many
 * may be looking for the same; at once when somebody comes back to it.
 */
export class LookingAgain {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #look: () => void;
  #looks = 0;
  #cancel: (() => void) | undefined;

  constructor(clock: Clock, random: Random, look: () => void) {
    this.#clock = clock;
    this.#random = random;
    this.#look = look;
  }

  /** It is looked for. */
  get isDue(): boolean {
    return this.#cancel !== undefined;
  }

  later(): void {
    this.stop();
    const step = Math.min(MOST_MS, FIRST_MS * 2 ** this.#looks++);
    const [drawn = 0] = this.#random.bytes(1);
    this.#cancel = this.#clock.after(Math.round(step / 2 + (step / 2) * (drawn / 255)), () => this.#now());
  }

  /** Looks now, if it was to look later; from then on it is patient anew. */
  soon(): void {
    if (!this.#cancel) return;
    this.#looks = 0;
    this.#now();
  }

  /** It is there, or nobody looks for it any more. */
  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #now(): void {
    this.stop();
    this.#look();
  }
}
