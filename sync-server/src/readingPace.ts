import type { WebSocket } from 'ws';

const SECOND = 1000;
/** How far ahead of its rate a link may run: someone coming back with a long outbox. */
const BURST_SECONDS = 2;

/**
 * REL-5: a link that sends more than its rate, or more than the relay has got round to answering, is read more slowly.
 * Nothing is dropped; the network holds it back.
 */
export class ReadingPace {
  readonly #rate: number;
  readonly #client: WebSocket;
  readonly #isBusy: () => boolean;
  #allowance: number;
  #at = performance.now();
  #waiting: NodeJS.Timeout | undefined;

  /** `isBusy`: too much of what came is still to be seen to. */
  constructor(perSecond: number, client: WebSocket, isBusy: () => boolean) {
    this.#rate = perSecond;
    this.#client = client;
    this.#isBusy = isBusy;
    this.#allowance = perSecond * BURST_SECONDS;
  }

  /** So many frames came. */
  count(frames: number): void {
    this.#allowance -= frames;
    if (this.#allowance <= 0) this.#refill();
    if (this.#waiting || this.#isFine()) return;
    this.#client.pause();
    this.#wait();
  }

  stop(): void {
    clearTimeout(this.#waiting);
  }

  #isFine(): boolean {
    return this.#allowance > 0 && !this.#isBusy();
  }

  #wait(): void {
    this.#waiting = setTimeout(() => {
      this.#waiting = undefined;
      this.#refill();
      if (this.#isFine()) this.#client.resume();
      else this.#wait();
    }, SECOND / 10);
  }

  #refill(): void {
    const now = performance.now();
    const earned = ((now - this.#at) / SECOND) * this.#rate;
    this.#allowance = Math.min(this.#rate * BURST_SECONDS, this.#allowance + earned);
    this.#at = now;
  }
}
