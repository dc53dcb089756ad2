/** The store over SQLite, on a thread of its own: see worker.ts. */
import { Worker } from 'node:worker_threads';
import { GrapevineError } from '#shared/errors.ts';
import type { RecoveryId, RoomId } from '#shared/ids.ts';
import type {
  Change,
  Page,
  Range,
  RelayStore,
  StoredBranch,
  StoredDocument,
  StoredFork,
  StoredMarker,
  StoredRecovery,
  StoredRequest,
} from '#shared/ports/relayStore.ts';
import type { Order, Outcome, Report, Task } from './workerMessages.ts';

interface Waiting {
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: Error) => void;
}

export class SqliteStore implements RelayStore {
  readonly #folder: string;
  readonly #failed: (error: Error) => void;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #lastId = 0;

  /** `failed` is told when the thread itself dies: nothing can be promised any more. */
  constructor(folder: string, failed: (error: Error) => void) {
    this.#folder = folder;
    this.#failed = failed;
  }

  start(): Promise<number> {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: { folder: this.#folder } });
    this.#worker = worker;
    return new Promise((resolve, reject) => {
      worker.once('error', (error) => {
        this.#died(error instanceof Error ? error : new Error(String(error)));
        reject(error instanceof Error ? error : new Error(String(error)));
      });
      worker.on('message', (report: Report) => {
        if (report.is === 'started') resolve(report.nextDocument);
        else this.#hear(report);
      });
    });
  }

  async commit(change: Change): Promise<void> {
    await this.#order({ do: 'commit', change });
  }

  async room(room: RoomId): Promise<readonly StoredDocument[]> {
    return (await this.#order({ do: 'room', room })) as readonly StoredDocument[];
  }

  async scan(document: number, ranges: readonly Range[], limit: number): Promise<Page> {
    return (await this.#order({ do: 'scan', document, ranges, limit })) as Page;
  }

  async due(before: number): Promise<readonly RoomId[]> {
    return (await this.#order({ do: 'due', before })) as readonly RoomId[];
  }

  async markers(room: RoomId): Promise<readonly StoredMarker[]> {
    return (await this.#order({ do: 'markers', room })) as readonly StoredMarker[];
  }

  async requests(room: RoomId): Promise<readonly StoredRequest[]> {
    return (await this.#order({ do: 'requests', room })) as readonly StoredRequest[];
  }

  async recovery(id: RecoveryId): Promise<StoredRecovery | undefined> {
    return (await this.#order({ do: 'recovery', id })) as StoredRecovery | undefined;
  }

  async forks(room: RoomId): Promise<readonly StoredFork[]> {
    return (await this.#order({ do: 'forks', room })) as readonly StoredFork[];
  }

  async branches(room: RoomId): Promise<readonly StoredBranch[]> {
    return (await this.#order({ do: 'branches', room })) as readonly StoredBranch[];
  }

  async stop(): Promise<void> {
    if (!this.#worker) return;
    await this.#order({ do: 'stop' });
    this.#worker = undefined;
  }

  #order(task: Task): Promise<Outcome> {
    const worker = this.#worker;
    if (!worker) return Promise.reject(new GrapevineError('store-stopped', 'The store is not running.'));
    const id = ++this.#lastId;
    worker.postMessage({ id, task } satisfies Order);
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
  }

  #hear(report: Exclude<Report, { is: 'started' }>): void {
    if (report.is === 'read') return this.#take(report.id)?.resolve(report.outcome);
    for (const id of report.ids) {
      if (report.is === 'committed') this.#take(id)?.resolve(undefined);
      else this.#take(id)?.reject(new GrapevineError('store-failed', report.say));
    }
  }

  #take(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }

  #died(error: Error): void {
    this.#worker = undefined;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
    this.#failed(error);
  }
}
