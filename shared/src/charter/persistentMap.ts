/**
 * A map that is never changed: `with` gives a new one that shares all but a few nodes with the old, so that the state at
 * every op of a long charter can be kept. A trie over the characters of ASCII keys, 16 and 8 ways in turn; keys are hashes
 * and public keys, and whoever grinds them for a common start gains a few levels at most.
 */
interface Leaf<K, V> {
  readonly key: K;
  readonly value: V;
}
type Branch<K, V> = readonly (Node<K, V> | undefined)[];
type Node<K, V> = Leaf<K, V> | Branch<K, V>;

const digitOf = (key: string, level: number): number => {
  const code = key.charCodeAt(level >> 1);
  return level & 1 ? code & 7 : (code >> 3) & 15;
};

const isBranch = <K, V>(node: Node<K, V>): node is Branch<K, V> => Array.isArray(node);

function put<K extends string, V>(node: Node<K, V> | undefined, leaf: Leaf<K, V>, level: number): Node<K, V> {
  if (node === undefined) return leaf;
  if (!isBranch(node)) {
    if (node.key === leaf.key) return leaf;
    const branch: (Node<K, V> | undefined)[] = [];
    branch[digitOf(node.key, level)] = node;
    return put(branch, leaf, level);
  }
  const digit = digitOf(leaf.key, level);
  const branch = node.slice();
  branch[digit] = put(node[digit], leaf, level + 1);
  return branch;
}

function drop<K extends string, V>(node: Node<K, V> | undefined, key: K, level: number): Node<K, V> | undefined {
  if (node === undefined) return undefined;
  if (!isBranch(node)) return node.key === key ? undefined : node;
  const digit = digitOf(key, level);
  const branch = node.slice();
  branch[digit] = drop(node[digit], key, level + 1);
  return branch;
}

function* walk<K, V>(node: Node<K, V> | undefined): Generator<[K, V], undefined> {
  if (node === undefined) return;
  if (isBranch(node)) for (const child of node) yield* walk(child);
  else yield [node.key, node.value];
}

export class PersistentMap<K extends string, V> implements ReadonlyMap<K, V> {
  readonly size: number;
  readonly #root: Node<K, V> | undefined;

  private constructor(root: Node<K, V> | undefined, size: number) {
    this.#root = root;
    this.size = size;
  }

  static empty<K extends string, V>(): PersistentMap<K, V> {
    return new PersistentMap<K, V>(undefined, 0);
  }

  /** This map and one more pair, or another value under a key it has. */
  with(key: K, value: V): PersistentMap<K, V> {
    return new PersistentMap(put(this.#root, { key, value }, 0), this.has(key) ? this.size : this.size + 1);
  }

  /** This map without a key. */
  without(key: K): PersistentMap<K, V> {
    return this.has(key) ? new PersistentMap(drop(this.#root, key, 0), this.size - 1) : this;
  }

  get(key: K): V | undefined {
    return this.#find(key)?.value;
  }

  has(key: K): boolean {
    return this.#find(key) !== undefined;
  }

  #find(key: K): Leaf<K, V> | undefined {
    let node = this.#root;
    for (let level = 0; node !== undefined; level++) {
      if (!isBranch(node)) return node.key === key ? node : undefined;
      node = node[digitOf(key, level)];
    }
    return undefined;
  }

  /** In the order of the trie: the same for the same keys, whatever the order they came in. */
  entries(): MapIterator<[K, V]> {
    return walk<K, V>(this.#root);
  }

  *keys(): Generator<K, undefined> {
    for (const [key] of this.entries()) yield key;
  }

  *values(): Generator<V, undefined> {
    for (const [, value] of this.entries()) yield value;
  }

  [Symbol.iterator](): MapIterator<[K, V]> {
    return this.entries();
  }

  forEach(visit: (value: V, key: K, map: ReadonlyMap<K, V>) => void): void {
    for (const [key, value] of this.entries()) visit(value, key, this);
  }
}
