/**
 * A list that is never changed: `with` shares all of the old one, so that keeping the state at every op of a long charter
 * costs what each op added, however often somebody adds to the same list.
 */
export class PersistentList<T> implements Iterable<T> {
  readonly length: number;
  readonly #before: PersistentList<T> | undefined;
  readonly #added: readonly T[];

  private constructor(before: PersistentList<T> | undefined, added: readonly T[]) {
    this.length = (before?.length ?? 0) + added.length;
    this.#before = before;
    this.#added = added;
  }

  static empty<T>(): PersistentList<T> {
    return new PersistentList<T>(undefined, []);
  }

  /** This list and more behind it. */
  with(added: readonly T[]): PersistentList<T> {
    return added.length === 0 ? this : new PersistentList(this, added);
  }

  /** Oldest first. */
  *[Symbol.iterator](): Generator<T, undefined> {
    const parts = [this.#added];
    for (let part = this.#before; part; part = part.#before) parts.push(part.#added);
    for (const part of parts.reverse()) yield* part;
  }
}
