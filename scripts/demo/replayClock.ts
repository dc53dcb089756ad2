/** The time of a replay: what devices read is set by the replay, what they wait for passes as always. */
import { systemClock } from '../../client/src/adapters/systemClock.ts';
import type { Clock } from '#shared/ports/clock.ts';

export class ReplayClock implements Clock {
  #now: number | undefined;

  constructor(now: number) {
    this.#now = now;
  }

  now(): number {
    return this.#now ?? systemClock.now();
  }

  set(now: number): void {
    this.#now = Math.max(this.now(), now);
  }

  /** The replay is over: from here on it is the time it is. */
  release(): void {
    this.#now = undefined;
  }

  after(ms: number, run: () => void): () => void {
    return systemClock.after(ms, run);
  }
}
