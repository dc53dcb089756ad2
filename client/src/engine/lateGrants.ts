/**
 * EPO-5: a room key that did not get to everybody is handed on by whoever has it: its maker may have died between making it
 * and granting it, a newcomer may have been let in by somebody who did not have it yet.
 */
import type { Clock } from '#shared/ports/clock.ts';
import type { Random } from '#shared/ports/random.ts';

/** Long enough for the grants that come right behind a rotation or a join. */
const LEAST_MS = 2_000;
/** So that not everybody who has the key hands it on at once. */
const JITTER_MS = 8_000;

export class LateGrants {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #grant: () => void;
  #stop: (() => void) | undefined;

  constructor(clock: Clock, random: Random, grant: () => void) {
    this.#clock = clock;
    this.#random = random;
    this.#grant = grant;
  }

  /** The charter is news: somebody may lack a key in a while. */
  look(): void {
    const [drawn = 0] = this.#random.bytes(1);
    this.#stop ??= this.#clock.after(LEAST_MS + (JITTER_MS * drawn) / 255, () => {
      this.#stop = undefined;
      this.#grant();
    });
  }

  stop(): void {
    this.#stop?.();
  }
}
