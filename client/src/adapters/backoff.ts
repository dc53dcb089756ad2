import type { Random } from '#shared/ports/random.ts';

const FIRST_MS = 500;
const MOST_MS = 30_000;

/** How long to wait before the next try: doubling from 0.5 s to 30 s, with jitter so that a relay's return is no stampede. */
export class Backoff {
  readonly #random: Random;
  #failures = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  /** ms to wait: between half of the step and the whole of it. */
  next(): number {
    const step = Math.min(MOST_MS, FIRST_MS * 2 ** this.#failures++);
    const [drawn = 0] = this.#random.bytes(1);
    return Math.round(step / 2 + (step / 2) * (drawn / 255));
  }

  /** The last try was worth it, or somebody wants one now. */
  reset(): void {
    this.#failures = 0;
  }
}
