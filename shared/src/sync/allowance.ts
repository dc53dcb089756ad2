/** So many at once, and so many a second for ever: what one link may have others deal with. */
export class Allowance {
  readonly #burst: number;
  readonly #perSecond: number;
  #left: number;
  #since = 0;

  constructor(burst: number, perSecond: number) {
    this.#burst = burst;
    this.#perSecond = perSecond;
    this.#left = burst;
  }

  /** One more; false when it is one too many. `now` in ms. */
  takes(now: number): boolean {
    const earned = (Math.max(0, now - this.#since) / 1000) * this.#perSecond;
    this.#left = Math.min(this.#burst, this.#left + earned);
    this.#since = now;
    if (this.#left < 1) return false;
    this.#left--;
    return true;
  }
}
