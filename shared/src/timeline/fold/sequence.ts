import { firstWhere, insertSorted, removeSorted, type Ordered } from './sorted.ts';

/** Moving this many pointers is cheaper than looking for a better structure. */
const BLOCK = 512;

/** A long sorted list that takes insertions anywhere: an array of short sorted arrays. */
export class Sequence<T extends Ordered> {
  readonly #blocks: T[][] = [[]];

  insert(element: T): void {
    const at = this.#blockOf(element.order);
    const block = this.#blocks[at] ?? [];
    insertSorted(block, element);
    if (block.length > BLOCK)
      this.#blocks.splice(at + 1, 0, block.splice(at === this.#blocks.length - 1 ? BLOCK : BLOCK / 2));
  }

  remove(order: string): void {
    const at = this.#blockOf(order);
    const block = this.#blocks[at] ?? [];
    removeSorted(block, order);
    if (block.length === 0 && this.#blocks.length > 1) this.#blocks.splice(at, 1);
  }

  before(order: string): T | undefined {
    const at = this.#blockOf(order);
    const block = this.#blocks[at] ?? [];
    return block[firstWhere(block, (other) => other.order >= order) - 1] ?? this.#blocks[at - 1]?.at(-1);
  }

  after(order: string): T | undefined {
    const at = this.#blockOf(order);
    const block = this.#blocks[at] ?? [];
    return block[firstWhere(block, (other) => other.order > order)] ?? this.#blocks[at + 1]?.[0];
  }

  /** The last block that begins at or before this place, or the first. */
  #blockOf(order: string): number {
    const last = this.#blocks.length - 1;
    const begins = this.#blocks[last]?.[0];
    if (begins !== undefined && begins.order <= order) return last;
    return Math.max(0, firstWhere(this.#blocks, ([first]) => first !== undefined && first.order > order) - 1);
  }
}
