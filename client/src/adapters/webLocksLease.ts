import type { Lease, LeaseEvents } from './lease.ts';

/** The lease as a Web Lock: the browser gives it to the next tab within some 30 ms of a tab's end, however it ended. */
export class WebLocksLease implements Lease {
  readonly #locks: LockManager;
  readonly #name: string;
  #events: LeaseEvents | undefined;
  /** Ends the present request, whether it waits or holds. */
  #letGo: () => void = () => undefined;
  #holds = false;

  constructor(locks: LockManager, name: string) {
    this.#locks = locks;
    this.#name = name;
  }

  start(events: LeaseEvents): void {
    this.#events = events;
    void this.#queue();
  }

  steal(): void {
    if (!this.#events || this.#holds) return;
    this.#letGo();
    void this.#hold({ steal: true });
  }

  stop(): void {
    this.#events = undefined;
    this.#letGo();
  }

  #queue(): Promise<void> {
    const abort = new AbortController();
    this.#letGo = () => abort.abort();
    return this.#hold({ signal: abort.signal });
  }

  async #hold(options: LockOptions): Promise<void> {
    let held = false as boolean;
    try {
      await this.#locks.request(this.#name, options, () => {
        held = true;
        return this.#lead();
      });
    } catch (error) {
      // An AbortError says that the lock was stolen, or that waiting for it was called off.
      if ((error as Error).name !== 'AbortError') throw error;
      if (held) this.#robbed();
    }
  }

  /** Holds the lock until it is let go of. */
  #lead(): Promise<void> {
    this.#holds = true;
    this.#events?.lead();
    return new Promise((resolve) => {
      this.#letGo = () => {
        this.#holds = false;
        resolve();
      };
    });
  }

  #robbed(): void {
    this.#holds = false;
    this.#events?.robbed();
    if (this.#events) void this.#queue();
  }
}
