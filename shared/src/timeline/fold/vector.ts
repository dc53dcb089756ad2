const BLOCK = 16;
const SHIFT = 4;
const ZEROS = new Uint32Array(BLOCK);

/**
 * For every writer of a segment (by its index) how many of its entries are known. Immutable and made of blocks that
 * vectors share: next to its predecessor's, an entry's vector costs only the blocks that differ.
 */
export class Vector {
  static readonly empty = new Vector([]);
  readonly #blocks: readonly Uint32Array[];

  constructor(blocks: readonly Uint32Array[]) {
    this.#blocks = blocks;
  }

  get(index: number): number {
    return this.#blocks[index >> SHIFT]?.[index % BLOCK] ?? 0;
  }

  with(index: number, count: number): Vector {
    const at = index >> SHIFT;
    const blocks = this.#blocks.slice();
    while (blocks.length <= at) blocks.push(ZEROS);
    const block = Uint32Array.from(blocks[at] ?? ZEROS);
    block[index % BLOCK] = count;
    blocks[at] = block;
    return new Vector(blocks);
  }

  /** The greater of each; one of the two itself where it already is. */
  join(other: Vector): Vector {
    if (other === this) return this;
    const length = Math.max(this.#blocks.length, other.#blocks.length);
    const blocks = Array.from({ length }, (_, at) => joinBlocks(this.#blocks[at], other.#blocks[at]));
    if (sameBlocks(blocks, this.#blocks)) return this;
    return sameBlocks(blocks, other.#blocks) ? other : new Vector(blocks);
  }

  equals(other: Vector): boolean {
    const joined = this.join(other);
    return joined.#covers(this) && joined.#covers(other);
  }

  /** True if no count is greater than the other's. */
  #covers(other: Vector): boolean {
    return this.#blocks.every((block, at) => block.every((count, i) => count <= (other.#blocks[at]?.[i] ?? 0)));
  }
}

function joinBlocks(a: Uint32Array = ZEROS, b: Uint32Array = ZEROS): Uint32Array {
  if (a === b) return a;
  let aLess = false;
  let bLess = false;
  for (let i = 0; i < BLOCK; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference < 0) aLess = true;
    if (difference > 0) bLess = true;
  }
  if (!aLess) return a;
  return bLess ? a.map((count, i) => Math.max(count, b[i] ?? 0)) : b;
}

const sameBlocks = (a: readonly Uint32Array[], b: readonly Uint32Array[]): boolean =>
  a.length === b.length && a.every((block, at) => block === b[at]);
