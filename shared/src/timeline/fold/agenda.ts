import type { Ordered } from './sorted.ts';

/** What is still to be looked at, earliest first; each thing at most once at a time (a binary heap). */
export class Agenda<T extends Ordered> {
  readonly #heap: T[] = [];
  readonly #held = new Set<T>();

  add(element: T): void {
    if (this.#held.has(element)) return;
    this.#held.add(element);
    let at = this.#heap.push(element) - 1;
    for (let up = (at - 1) >> 1; at > 0 && this.#before(at, up); up = (at - 1) >> 1) {
      this.#swap(at, up);
      at = up;
    }
  }

  next(): T | undefined {
    const [first] = this.#heap;
    const last = this.#heap.pop();
    if (first === undefined || last === undefined) return undefined;
    this.#held.delete(first);
    if (this.#heap.length > 0) this.#sink(last);
    return first;
  }

  #sink(element: T): void {
    this.#heap[0] = element;
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      const least = this.#before(left + 1, left) ? left + 1 : left;
      if (!this.#before(least, at)) return;
      this.#swap(least, at);
      at = least;
    }
  }

  #before(a: number, b: number): boolean {
    const one = this.#heap[a];
    const other = this.#heap[b];
    return one !== undefined && other !== undefined && one.order < other.order;
  }

  #swap(a: number, b: number): void {
    const one = this.#heap[a];
    const other = this.#heap[b];
    if (one === undefined || other === undefined) return;
    this.#heap[a] = other;
    this.#heap[b] = one;
  }
}
