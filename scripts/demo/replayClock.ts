/** The time of a replay: what devices read is set by the replay, what they wait for passes as always. */
import { systemClock } from '../../client/src/adapters/systemClock.ts';
import type { Clock } from '#shared/ports/clock.ts';

export class ReplayClock implements Clock {
  #now: number;

  constructor(now: number) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  set(now: number): void {
    this.#now = Math.max(this.#now, now);
  }

  after(ms: number, run: () => void): () => void {
    return systemClock.after(ms, run);
  }
}
