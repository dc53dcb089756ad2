import type { Clock } from '#shared/ports/clock.ts';

/** Between two asks for a sign of life while an answer is awaited, and while none is. */
const HURRIED_MS = 1_000;
const CALM_MS = 10_000;
/** Asks in a row without a sign of life before patience is over; twice as many after each time it was, up to the most. */
const FIRST_MISSES = 5;
const MOST_MISSES = 40;

export interface PatienceEvents {
  ask(): void;
  over(): void;
}

/**
 * Finds out that nobody is there. It counts asks that went unanswered, not time that went by: a machine that slept for an
 * hour has missed none.
 */
export class Patience {
  readonly #clock: Clock;
  readonly #events: PatienceEvents;
  #misses = 0;
  #most = FIRST_MISSES;
  #hurried = false;
  #cancel: () => void = () => undefined;

  constructor(clock: Clock, events: PatienceEvents) {
    this.#clock = clock;
    this.#events = events;
  }

  start(): void {
    this.#wait();
  }

  stop(): void {
    this.#cancel();
  }

  /** Somebody waits for an answer, or no longer. */
  hurry(hurried: boolean): void {
    if (this.#hurried === hurried) return;
    this.#hurried = hurried;
    this.#wait();
  }

  heard(): void {
    this.#misses = 0;
    this.#most = FIRST_MISSES;
  }

  /** Somebody new is on the way: begin to count again, and bear more. */
  renew(): void {
    this.#misses = 0;
    this.#most = Math.min(MOST_MISSES, this.#most * 2);
  }

  #wait(): void {
    this.#cancel();
    this.#cancel = this.#clock.after(this.#hurried ? HURRIED_MS : CALM_MS, () => this.#tick());
  }

  #tick(): void {
    this.#wait();
    if (this.#misses >= this.#most) {
      this.renew();
      this.#events.over();
      return;
    }
    this.#misses++;
    this.#events.ask();
  }
}
