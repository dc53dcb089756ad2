/** Ends the process, with seed and input told, when one input is read for longer than any may be: a thread that hangs cannot. */
import { writeSync } from 'node:fs';
import { Worker, isMainThread, workerData } from 'node:worker_threads';

const HUNG_AFTER = 30_000;
const LOOKS = 5_000;
const HEAD = 2;
const MOST_BYTES = 1024 * 1024;

/** Int32: inputs begun, length of the input; then its bytes. */
export class Watchdog {
  readonly #memory = new SharedArrayBuffer(HEAD * 4 + MOST_BYTES);
  readonly #head = new Int32Array(this.#memory, 0, HEAD);
  readonly #input = new Uint8Array(this.#memory, HEAD * 4);
  readonly #worker: Worker;

  constructor(seed: number) {
    this.#worker = new Worker(new URL(import.meta.url), { workerData: { memory: this.#memory, seed } });
    this.#worker.unref();
  }

  begins(input: Uint8Array): void {
    this.#input.set(input.subarray(0, MOST_BYTES));
    Atomics.store(this.#head, 1, input.length);
    Atomics.add(this.#head, 0, 1);
  }

  async rests(): Promise<void> {
    await this.#worker.terminate();
  }
}

function watch({ memory, seed }: { memory: SharedArrayBuffer; seed: number }): void {
  const head = new Int32Array(memory, 0, HEAD);
  let seen = -1;
  let since = performance.now();
  setInterval(() => {
    const begun = Atomics.load(head, 0);
    if (begun !== seen) [seen, since] = [begun, performance.now()];
    else if (performance.now() - since > HUNG_AFTER) tell(memory, head, seed);
  }, LOOKS);
}

function tell(memory: SharedArrayBuffer, head: Int32Array, seed: number): void {
  const input = Buffer.from(Uint8Array.from(new Uint8Array(memory, HEAD * 4, Math.min(head[1] ?? 0, MOST_BYTES))));
  writeSync(1, `seed ${seed}: hangs on ${input.toString('hex')}\n0 passed, 1 failed\n`);
  process.kill(process.pid, 'SIGKILL');
}

if (!isMainThread) watch(workerData as Parameters<typeof watch>[0]);
