/**
 * Accounts, as the rest of the relay sees them: orders to a thread of its own, so that neither its writes nor its hashing
 * holds the event loop. The thread comes up with the first order: a relay nobody has an account on does not pay for it.
 */
import { Worker } from 'node:worker_threads';
import { GrapevineError } from '#shared/errors.ts';
import { sayError, type Journal } from '../journal.ts';
import type { Asking, Ended, IdentityOptions, Order, Outcome, Report } from './orders.ts';

interface Waiting {
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: Error) => void;
}

export class Identity {
  readonly #options: () => IdentityOptions;
  readonly #journal: Journal;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #lastId = 0;
  #heard: (ended: readonly Ended[]) => void = () => undefined;

  constructor(options: () => IdentityOptions, journal: Journal) {
    this.#options = options;
    this.#journal = journal;
  }

  /** Tells of sessions that are over, before whoever ended them is answered. */
  onEnded(heard: (ended: readonly Ended[]) => void): void {
    this.#heard = heard;
  }

  /** Rejects when the thread failed over it: a fault of ours, or of the disk. */
  async ask(order: Order): Promise<Outcome> {
    const outcome = await this.#send(order);
    if (outcome.ok && outcome.ended.length > 0) this.#heard(outcome.ended);
    return outcome;
  }

  async stop(): Promise<void> {
    if (!this.#worker) return;
    await this.#send({ do: 'stop' });
    this.#worker = undefined;
  }

  #send(order: Asking['order']): Promise<Outcome> {
    const worker = (this.#worker ??= this.#start());
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      worker.postMessage({ id, order } satisfies Asking);
    });
  }

  #start(): Worker {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: this.#options() });
    worker.on('message', (report: Report) => {
      if (report.is === 'trouble') return this.#journal.trouble(report.event, { error: report.say });
      const waiting = this.#waiting.get(report.id);
      this.#waiting.delete(report.id);
      if (report.is === 'answer') waiting?.resolve(report.outcome);
      else waiting?.reject(new GrapevineError('accounts-failed', report.say));
    });
    // Accounts are down, and tried anew with the next order; rooms go on.
    worker.once('error', (error) => {
      this.#journal.trouble('accounts-died', { error: sayError(error) });
      this.#worker = undefined;
      const failed = new GrapevineError('accounts-died', 'The thread that keeps accounts ended.');
      for (const { reject } of this.#waiting.values()) reject(failed);
      this.#waiting.clear();
    });
    return worker;
  }
}
