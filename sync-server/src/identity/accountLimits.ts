/**
 * How often accounts may be asked about, by e-mail address and by network. An unknown address counts like a known one. Behind
 * a proxy everybody has one address, so those limits are wide; what protects an account is the limit by its e-mail.
 */
import type { Clock } from '#shared/ports/clock.ts';
import { Limit, networkOf } from './limit.ts';
import type { Order } from './orders.ts';

const TEN_MINUTES = 10 * 60 * 1000;
const HOUR = 60 * 60 * 1000;

export class AccountLimits {
  readonly #codesByEmail: Limit;
  readonly #codes: Limit;
  readonly #triesByEmail: Limit;
  readonly #tries: Limit;
  readonly #guests: Limit;
  readonly #lookups: Limit;

  constructor(clock: Clock) {
    // With five tries a code, fifteen guesses among a million in ten minutes.
    this.#codesByEmail = new Limit(3, TEN_MINUTES, clock);
    this.#codes = new Limit(60, TEN_MINUTES, clock);
    this.#triesByEmail = new Limit(20, TEN_MINUTES, clock);
    this.#tries = new Limit(300, TEN_MINUTES, clock);
    this.#guests = new Limit(1_000, HOUR, clock);
    this.#lookups = new Limit(100, TEN_MINUTES, clock);
  }

  /** Counts the order; ms to wait, 0 when it may go on. */
  take(order: Order, address: string): number {
    const network = networkOf(address);
    switch (order.do) {
      case 'code':
        return this.#codes.take(network) || this.#codesByEmail.take(order.email);
      case 'check':
      case 'sign-up':
      case 'reset':
      case 'sign-in':
        return this.#tries.take(network) || this.#triesByEmail.take(order.email);
      case 'delete':
      case 'bind':
      case 'recovery':
        return this.#tries.take(network);
      // Every page asks when it opens; which of them has a session already is not known yet.
      case 'guest':
        return this.#guests.take(network);
      case 'find':
        return this.#lookups.take(network);
      case 'look':
      case 'sign-out':
        return 0;
    }
  }
}
