import { isIPv6 } from 'node:net';
import type { Clock } from '#shared/ports/clock.ts';

/** Keys remembered before the oldest are let go of: memory stays bounded whoever asks. */
const MOST_KEYS = 50_000;

/** How often something may be done under one key. Kept in memory: a restart forgives. */
export class Limit {
  readonly #most: number;
  readonly #within: number;
  readonly #clock: Clock;
  /** Times of what was done, in the order in which keys were last used. */
  readonly #done = new Map<string, number[]>();

  /** `most` times within `within` ms. */
  constructor(most: number, within: number, clock: Clock) {
    this.#most = most;
    this.#within = within;
    this.#clock = clock;
  }

  /** Counts one; answers with the ms after which it may be done, 0 when it may be done now. What is refused is not counted. */
  take(key: string): number {
    const now = this.#clock.now();
    const recent = (this.#done.get(key) ?? []).filter((at) => at > now - this.#within);
    const [oldest = now] = recent;
    if (recent.length >= this.#most) return oldest + this.#within - now;
    this.#done.delete(key);
    this.#done.set(key, [...recent, now]);
    if (this.#done.size > MOST_KEYS) for (const [first] of this.#done) return this.#forget(first);
    return 0;
  }

  #forget(key: string): 0 {
    this.#done.delete(key);
    return 0;
  }
}

/** What of an address stands for one customer of a network: the whole of IPv4, the first 64 bits of IPv6. */
export function networkOf(address: string): string {
  if (!isIPv6(address) || address.startsWith('::ffff:')) return address.replace(/^::ffff:/, '');
  const [head = '', tail = ''] = address.split('::');
  const left = head.split(':').filter((part) => part !== '');
  const right = tail.split(':').filter((part) => part !== '');
  const zeros = Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0');
  return [...left, ...zeros, ...right].slice(0, 4).join(':');
}
