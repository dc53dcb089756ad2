import { AHEAD_MS, isDue } from '../due.ts';
import type { Node } from './node.ts';
import { byOrder, firstWhere, insertSorted } from './sorted.ts';

/** TIM-3: entries not in the fold yet: new ones, and those of clocks too far ahead, until they are due. */
export class Inbox {
  #fresh: Node[] = [];
  /** In order. */
  readonly #held: Node[] = [];

  put(node: Node): void {
    this.#fresh.push(node);
  }

  /** Takes out what is due at this time (ms UTC), in order. */
  due(now: number): Node[] {
    const fresh = this.#fresh;
    this.#fresh = [];
    const due = this.#held.splice(
      0,
      firstWhere(this.#held, ({ at }) => !isDue(at, now)),
    );
    for (const node of fresh) {
      if (isDue(node.at, now)) due.push(node);
      else insertSorted(this.#held, node);
    }
    return due.sort(byOrder);
  }

  /** What is held, earliest first. */
  get held(): readonly Node[] {
    return this.#held;
  }

  /** Is nothing here held at this time (ms UTC), nor will be? */
  isFree(now: number): boolean {
    return this.#held.length === 0 && this.#fresh.every(({ at }) => isDue(at, now));
  }

  /** ms UTC when the next of those held is due. */
  nextDue(): number | undefined {
    const [next] = this.#held;
    return next && next.at - AHEAD_MS;
  }
}
