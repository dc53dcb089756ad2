/** REL-5: how often one address may ask for something. What goes over it is told when to come back. */
interface Count {
  since: number;
  asked: number;
}

/** Addresses counted at a time; beyond it the oldest are forgotten. */
const MOST_ADDRESSES = 10_000;

export class AddressPace {
  readonly #most: number;
  readonly #within: number;
  readonly #now: () => number;
  readonly #counts = new Map<string, Count>();

  /** At most `most` times within `within` ms. */
  constructor(most: number, within: number, now: () => number) {
    this.#most = most;
    this.#within = within;
    this.#now = now;
  }

  /** Counts one more; ms until it makes sense to try again, 0 when it may go on now. */
  wait(address: string): number {
    const now = this.#now();
    const count = this.#countOf(address, now);
    if (count.asked >= this.#most) return count.since + this.#within - now;
    count.asked++;
    return 0;
  }

  #countOf(address: string, now: number): Count {
    const known = this.#counts.get(address);
    if (known && now < known.since + this.#within) return known;
    const count = { since: now, asked: 0 };
    this.#counts.delete(address);
    this.#counts.set(address, count);
    const [oldest] = this.#counts.keys();
    if (this.#counts.size > MOST_ADDRESSES && oldest !== undefined) this.#counts.delete(oldest);
    return count;
  }
}
