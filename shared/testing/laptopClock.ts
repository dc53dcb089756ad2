import type { Clock } from '#shared/ports/clock.ts';

interface Waiting {
  readonly due: number;
  readonly run: () => void;
}

/** The clock of a machine that can be put to sleep: its timers come as late as it slept. */
export class LaptopClock implements Clock {
  readonly #waiting = new Set<Waiting>();
  #slept = 0;

  now(): number {
    return Date.now() + this.#slept;
  }

  after(ms: number, run: () => void): () => void {
    const waiting = { due: this.now() + ms, run };
    this.#waiting.add(waiting);
    const timer = setTimeout(() => this.#run(waiting), ms);
    return () => {
      this.#waiting.delete(waiting);
      clearTimeout(timer);
    };
  }

  sleeps(ms: number): void {
    this.#slept += ms;
    for (const waiting of [...this.#waiting]) if (waiting.due <= this.now()) this.#run(waiting);
  }

  #run(waiting: Waiting): void {
    if (this.#waiting.delete(waiting)) waiting.run();
  }
}
