import type { EngineClient } from './engineClient.ts';
import type { Lease } from './lease.ts';

/** Ends with `terminate`, at once and without asking. */
export type EngineProcess = Pick<Worker, 'terminate'>;

/** Runs the engine's Worker while this tab leads. */
export class Leadership {
  readonly #lease: Lease;
  readonly #startWorker: () => EngineProcess;
  readonly #client: EngineClient;
  #worker: EngineProcess | undefined;
  #silences = 0;

  constructor(lease: Lease, startWorker: () => EngineProcess, client: EngineClient) {
    this.#lease = lease;
    this.#startWorker = startWorker;
    this.#client = client;
  }

  start(): void {
    this.#lease.start({ lead: () => this.#lead(), robbed: () => this.#end() });
  }

  stop(): void {
    this.#lease.stop();
    this.#end();
  }

  /** Nobody answers: puts another Worker in the place of the silent one, in this tab. The store fences off the old one. */
  replace(): void {
    this.#client.replacing();
    if (this.#silences++ > 0) this.#client.tell(SILENT);
    if (this.#worker) this.#lead();
    else this.#lease.steal();
  }

  #lead(): void {
    this.#end();
    this.#worker = this.#startWorker();
  }

  #end(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
  }
}

const SILENT = {
  is: 'trouble',
  code: 'engine-silent',
  say: 'Grapevine does not answer on this device and was started again. If this stays, reload the page.',
} as const;
