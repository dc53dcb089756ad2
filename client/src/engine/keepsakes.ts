/**
 * What is a person's and changes: whom they verified, what they began to write, how far they read, their name. Each is a name
 * in the self room's book. Three versions are compared: what is here, what the book says, and what both said when they last
 * agreed. What changed here is told; what changed elsewhere alone is taken up.
 */
import { equalBytes } from '#shared/bytes.ts';
import { decode, encode } from '#shared/cbor.ts';
import type { TimelineOp } from '#shared/timeline/ops/timelineOp.ts';
import { afterPrefix, type Change, type DeviceStore } from '#shared/ports/deviceStore.ts';

/** One kind of these things. */
export interface Keepsake {
  /** What names in the book begin with, before a slash. */
  readonly kind: string;
  /** What is here, by the rest of its name: something CBOR can say. */
  here(): ReadonlyMap<string, unknown>;
  /** Can this device say anything of it? Not of a room it is on its way into. */
  knows(name: string): boolean;
  /** To take it up is to look, and takes its time: until what is here has changed, that is what was agreed on. */
  readonly isSlow?: true;
  /** Another device of this person says this, or that it is gone. It is from a device of theirs and may be nonsense all the same. */
  take(name: string, value: unknown): Promise<void>;
}

const PREFIX = 'agreed/';

type Book = ReadonlyMap<string, Uint8Array>;

export class Keepsakes {
  readonly #store: DeviceStore;
  readonly #kinds: readonly Keepsake[];
  #agreed: Map<string, Uint8Array> | undefined;

  constructor(store: DeviceStore, kinds: readonly Keepsake[]) {
    this.#store = store;
    this.#kinds = kinds;
  }

  /** Takes up what changed elsewhere. */
  async takeUp(book: Book): Promise<void> {
    const agreed = await this.#load();
    const changes: Change[] = [];
    for (const { kind, here, knows, isSlow, take } of this.#bound()) {
      const mine = here();
      for (const key of this.#names(kind, mine, book).filter(knows)) {
        const [local, told, before] = [mine.get(key), book.get(key), agreed.get(key)];
        // First met: what other devices agree on stands before what came along with the link or the recovery.
        const isTheirs = before ? same(local, before) && !same(told, before) : told !== undefined;
        if ((isTheirs || (isSlow && told)) && !same(local, told)) await take(key, told && valueOf(told));
        if (isTheirs || same(local, told)) changes.push(...this.#agree(key, isSlow ? local : told));
      }
    }
    if (changes.length > 0) await this.#store.write(changes);
  }

  /** What changed here, as ops for the book; `told` once they are in it. */
  async toTell(book: Book): Promise<{ readonly ops: readonly TimelineOp[]; readonly told: () => Promise<void> }> {
    const agreed = await this.#load();
    const ops: TimelineOp[] = [];
    const changes: [string, Uint8Array | undefined][] = [];
    for (const { kind, here, knows, isSlow } of this.#bound()) {
      const mine = here();
      for (const key of this.#names(kind, mine, book).filter(knows)) {
        const local = mine.get(key);
        // What is not here is not gone for all: it may not have come yet, or was deleted on this device alone (0039).
        if (same(local, agreed.get(key)) || (isSlow && !local)) continue;
        // Another device said the same first.
        if (!same(local, book.get(key))) ops.push({ t: 'keep', key, ...(local ? { value: local } : {}) });
        changes.push([key, local]);
      }
    }
    return { ops, told: () => this.#store.write(changes.flatMap(([key, local]) => this.#agree(key, local))) };
  }

  #agree(key: string, value: Uint8Array | undefined): Change[] {
    if (same(this.#agreed?.get(key), value)) return [];
    if (value) this.#agreed?.set(key, value);
    else this.#agreed?.delete(key);
    return [{ table: 'commands', key: PREFIX + key, value }];
  }

  #bound() {
    return this.#kinds.map((keepsake) => {
      const nameOf = (key: string): string => key.slice(keepsake.kind.length + 1);
      return {
        kind: keepsake.kind,
        isSlow: keepsake.isSlow === true,
        here: () => new Map([...keepsake.here()].map(([name, value]) => [`${keepsake.kind}/${name}`, encode(value)])),
        knows: (key: string) => keepsake.knows(nameOf(key)),
        take: (key: string, value: unknown) => keepsake.take(nameOf(key), value),
      };
    });
  }

  #names(kind: string, mine: Book, book: Book): string[] {
    const ofKind = (keys: Iterable<string>): string[] => [...keys].filter((key) => key.startsWith(`${kind}/`));
    return [...new Set([...ofKind(mine.keys()), ...ofKind(book.keys()), ...ofKind(this.#agreed?.keys() ?? [])])];
  }

  async #load(): Promise<Map<string, Uint8Array>> {
    const rows = this.#agreed ? [] : await this.#store.range('commands', { from: PREFIX, to: afterPrefix(PREFIX) });
    this.#agreed ??= new Map(rows.map(({ key, value }) => [key.slice(PREFIX.length), value as Uint8Array]));
    return this.#agreed;
  }
}

const same = (a: Uint8Array | undefined, b: Uint8Array | undefined): boolean =>
  a === b || (a !== undefined && b !== undefined && equalBytes(a, b));

function valueOf(bytes: Uint8Array): unknown {
  const read = decode(bytes);
  return read.ok ? read.value : undefined;
}
