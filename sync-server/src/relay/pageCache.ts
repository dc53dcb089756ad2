/**
 * Large pages as they were read from the store. Entries never change but where payloads go (ENT-6): a link posted where
 * many see it brings many who ask for the same pages within minutes. While one is being read, others wait for the same read.
 */
import type { Page, Range, RelayStore } from '#shared/ports/relayStore.ts';
import { PAGE_BYTES } from './encodeSync.ts';

/** Reading less costs no more than remembering it. */
const WORTH_KEEPING = 64 * 1024;

export class PageCache {
  readonly #store: RelayStore;
  readonly #limit: number;
  /** In the order in which they were last asked for. */
  readonly #pages = new Map<string, Promise<Page>>();
  readonly #sizes = new Map<string, number>();
  #bytes = 0;

  /** `limit`: bytes of pages kept. */
  constructor(store: RelayStore, limit: number) {
    this.#store = store;
    this.#limit = limit;
  }

  scan(document: number, ranges: readonly Range[]): Promise<Page> {
    // What is missed in daily life is a few entries.
    if (entriesIn(ranges) < WORTH_KEEPING / 256) return this.#store.scan(document, ranges, PAGE_BYTES);
    const key = keyOf(document, ranges);
    const page = this.#pages.get(key) ?? this.#read(key, document, ranges);
    this.#pages.delete(key);
    this.#pages.set(key, page);
    return page;
  }

  /** What was read is not what is there any more: payloads went, or the store failed to keep what was accepted. */
  clear(): void {
    this.#pages.clear();
    this.#sizes.clear();
    this.#bytes = 0;
  }

  #read(key: string, document: number, ranges: readonly Range[]): Promise<Page> {
    const reading = this.#store.scan(document, ranges, PAGE_BYTES);
    reading.then(
      ({ update }) => {
        if (this.#pages.get(key) === reading) this.#keep(key, update.length);
      },
      () => this.#pages.delete(key),
    );
    return reading;
  }

  #keep(key: string, bytes: number): void {
    if (bytes < WORTH_KEEPING) return void this.#pages.delete(key);
    this.#sizes.set(key, bytes);
    this.#bytes += bytes;
    for (const [oldest] of this.#pages) {
      if (this.#bytes <= this.#limit) return;
      this.#bytes -= this.#sizes.get(oldest) ?? 0;
      this.#sizes.delete(oldest);
      this.#pages.delete(oldest);
    }
  }
}

const entriesIn = (ranges: readonly Range[]): number => ranges.reduce((sum, { from, to }) => sum + to - from, 0);

const keyOf = (document: number, ranges: readonly Range[]): string =>
  `${document} ${ranges.map(({ writer, from, to }) => `${writer} ${from} ${to}`).join()}`;
