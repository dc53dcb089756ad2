import type { WebSocket } from 'ws';

const SECOND = 1000;
/** How far ahead of its rate a link may run: someone coming back with a long outbox. */
const BURST_SECONDS = 2;

/** REL-5: a link that sends more than its rate is read more slowly. Nothing is dropped; the network holds it back. */
export class ReadingPace {
  readonly #rate: number;
  readonly #client: WebSocket;
  #allowance: number;
  #at = performance.now();
  #waiting: NodeJS.Timeout | undefined;

  constructor(perSecond: number, client: WebSocket) {
    this.#rate = perSecond;
    this.#client = client;
    this.#allowance = perSecond * BURST_SECONDS;
  }

  count(): void {
    if (--this.#allowance > 0) return;
    this.#refill();
    if (this.#allowance > 0 || this.#waiting) return;
    this.#client.pause();
    this.#waiting = setTimeout(() => {
      this.#waiting = undefined;
      this.#refill();
      this.#client.resume();
    }, SECOND / 10);
  }

  stop(): void {
    clearTimeout(this.#waiting);
  }

  #refill(): void {
    const now = performance.now();
    const earned = ((now - this.#at) / SECOND) * this.#rate;
    this.#allowance = Math.min(this.#rate * BURST_SECONDS, this.#allowance + earned);
    this.#at = now;
  }
}
