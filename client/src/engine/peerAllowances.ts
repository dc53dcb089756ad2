/** What one peer may have this device, and others through it, deal with. */
import type { Clock } from '#shared/ports/clock.ts';
import { Allowance } from '#shared/sync/allowance.ts';

/** As on a relay's links: what a burst may have, and what may go on and on. */
const BURST = 4_000;
const FRAMES_A_SECOND = 1_000;
const SLOWED_MS = 20;
/** As a relay has it. */
const MOST_WORDS = 1024 * 1024;
const STRETCH_MS = 60_000;
/** MRK-3: its own person's, and those of a room of fifty it hands on. */
const LIVE_BURST = 100;
const LIVE_A_SECOND = 30;

export class PeerAllowances {
  readonly #clock: Clock;
  readonly #livens = new Allowance(LIVE_BURST, LIVE_A_SECOND);
  #frames = BURST;
  #framesSince = 0;
  #words = 0;
  #wordsSince = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** SYN-7: so many bytes of words to others, within what one link may have passed on. */
  mayPass(bytes: number): boolean {
    const now = this.#clock.now();
    if (now - this.#wordsSince > STRETCH_MS) {
      this.#wordsSince = now;
      this.#words = 0;
    }
    this.#words += bytes;
    return this.#words <= MOST_WORDS;
  }

  /** MRK-3: one more word of who is where; what is too much is dropped before anything is checked. */
  mayLiven(): boolean {
    return this.#livens.takes(this.#clock.now());
  }

  /** One more frame: looked at no faster than a device has anything to say. */
  async frame(): Promise<void> {
    const now = this.#clock.now();
    this.#frames = Math.min(BURST, this.#frames + ((now - this.#framesSince) * FRAMES_A_SECOND) / 1000);
    this.#framesSince = now;
    if (--this.#frames < 0) await new Promise<void>((resolve) => void this.#clock.after(SLOWED_MS, resolve));
  }
}
