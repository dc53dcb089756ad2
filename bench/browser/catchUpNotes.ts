/** When a catch-up from one browser to another was asked for and durable, noted by the Workers of both as it happens. */
import type { Page } from '@playwright/test';

/** ms by the clock of the machine. */
interface Note {
  readonly at: number;
  readonly what: 'said' | 'kept' | 'durable' | 'shown';
  readonly bytes: number;
}

/** Larger than whatever two say to each other before entries flow. */
const BIG_BATCH = 32 * 1024;

export class CatchUpNotes {
  readonly #from: Page;
  readonly #to: Page;

  private constructor(from: Page, to: Page) {
    this.#from = from;
    this.#to = to;
  }

  static async of(from: Page, to: Page): Promise<CatchUpNotes> {
    for (const page of [from, to]) await workerOf(page).evaluate(takeNotes);
    return new CatchUpNotes(from, to);
  }

  /** ms from the question to all that came being checked and on the disk; of a catch-up that is over, its rows begun. */
  async durable(): Promise<number> {
    const [sent, took] = await Promise.all([this.#from, this.#to].map((page) => workerOf(page).evaluate(notes)));
    const answered = sent?.find(({ what, bytes }) => what === 'said' && bytes > BIG_BATCH);
    const asked = answered && took?.findLast(({ what, at }) => what === 'said' && at < answered.at);
    const shown = took?.find(({ what, at }) => what === 'shown' && asked && at > asked.at);
    const last = took?.findLast(({ what, at }) => what === 'kept' && shown && at < shown.at);
    const durable = took?.find(({ what, at }) => what === 'durable' && last && at > last.at);
    if (!asked || !durable) throw new TypeError('nothing came that was asked for');
    return durable.at - asked.at;
  }
}

function workerOf(page: Page): ReturnType<Page['workers']>[number] {
  const [worker] = page.workers();
  if (!worker) throw new TypeError('this page has the engine');
  return worker;
}

// What runs in the Workers.

interface Noted {
  notes?: Note[];
}

/** Batches go out by a port, updates and rows into IndexedDB; a strict transaction over `custom` is what makes updates durable. */
function takeNotes(): void {
  const notes: Note[] = ((globalThis as Noted).notes = []);
  const note = (what: Note['what'], bytes = 0): void =>
    void notes.push({ at: performance.timeOrigin + performance.now(), what, bytes });
  const watch = <T extends object>(calls: T, method: keyof T, seen: (callee: T, given: unknown) => void): void => {
    const call = calls[method] as (...given: unknown[]) => unknown;
    Reflect.set(calls, method, function (this: T, ...given: unknown[]) {
      seen(this, given[0]);
      return call.apply(this, given);
    });
  };
  watch(MessagePort.prototype, 'postMessage', (_, said) => {
    const { bytes } = said as { readonly bytes?: Uint8Array };
    if (bytes) note('said', bytes.length);
  });
  watch(IDBObjectStore.prototype, 'add', ({ name }, update) => {
    if (name === 'updates') note('kept', (update as Uint8Array).length);
  });
  watch(IDBObjectStore.prototype, 'put', ({ name, transaction }) => {
    if (name === 'custom') transaction.addEventListener('complete', () => note('durable'));
    if (name === 'rows') note('shown');
  });
}

const notes = (): Note[] => (globalThis as Noted).notes ?? [];
