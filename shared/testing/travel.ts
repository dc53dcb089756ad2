/** A clock for who says things at other times: it shows where they are; what waits, waits as long as it does. */
import type { Clock } from '#shared/ports/clock.ts';

export class Travel implements Clock {
  /** ms UTC. */
  at: number;
  readonly #real: Clock;

  constructor(at: number, real: Clock) {
    this.at = at;
    this.#real = real;
  }

  /** No two things are said at one time. */
  now(): number {
    return this.at++;
  }

  after(ms: number, run: () => void): () => void {
    return this.#real.after(ms, run);
  }

  /** The same day and hour of the month that many months later, but not later than `latest`. */
  static later(start: number, months: number, latest: number): number {
    const day = new Date(start);
    day.setUTCMonth(day.getUTCMonth() + months);
    return Math.min(day.getTime(), latest);
  }
}
