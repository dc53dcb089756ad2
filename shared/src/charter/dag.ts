/**
 * Who descends from whom. Ops hang on *lines*: an op whose writer's previous one ends a line goes on with it, any other op
 * begins one, so the two branches of a fork (LOG-8a) are two lines. A set of ops closed under ancestors is then a count for
 * each line, and "is among the ancestors of" one comparison.
 */
import type { CharterOp } from '#shared/charter/ops/op.ts';
import type { Rank } from '#shared/charter/rank.ts';
import type { Fold } from '#shared/charter/fold.ts';
import type { Fault } from '#shared/errors.ts';
import type { DeviceId, EntryId, IdentityId } from '#shared/ids.ts';

/** For each line, in the order lines came up here, how many of its ops are in; lines beyond its end have none. */
export type Vector = Uint16Array;

/** Where an op stands among the others. */
export interface Place {
  readonly line: number;
  readonly position: number;
  /** Longest way to an op without ancestors. */
  readonly depth: number;
  /** The op and all its ancestors. */
  readonly vector: Vector;
}

/** An op in the DAG with what CHA-3 decided of it, which never changes. */
export interface Node extends Place {
  readonly id: EntryId;
  readonly device: DeviceId;
  /** Undefined when the payload is not an op known here. */
  readonly op: CharterOp | undefined;
  /** Why the op counts for nothing; undefined when its ancestors allow it. */
  readonly fault: Fault | undefined;
  readonly author: IdentityId | undefined;
  /** The author's rank in the fold of the ancestors. */
  readonly rank: Rank | undefined;
  /** The fold of the ancestors, and with this op. */
  readonly before: Fold;
  readonly after: Fold;
}

/** A node that its ancestors allow. */
export interface AllowedNode extends Node {
  readonly op: CharterOp;
  readonly author: IdentityId;
  readonly rank: Rank;
}

export const isAllowed = (node: Node): node is AllowedNode => node.fault === undefined;

export const holds = (vector: Vector, place: Place): boolean => (vector[place.line] ?? 0) > place.position;

/** True for the op itself, too. */
export const descends = (later: Place, earlier: Place): boolean => holds(later.vector, earlier);

export const areConcurrent = (a: Place, b: Place): boolean => !descends(a, b) && !descends(b, a);

export function joinVectors(a: Vector, b: Vector): Vector {
  const [long, short] = a.length < b.length ? [b, a] : [a, b];
  const joined = long.slice();
  for (let line = 0; line < short.length; line++) {
    const count = short[line] ?? 0;
    if (count > (joined[line] ?? 0)) joined[line] = count;
  }
  return joined;
}

export class Dag {
  readonly #nodes = new Map<EntryId, Node>();
  readonly #lines: Node[][] = [];
  /** Lines that hold an allowed op of an identity: a person's devices, however many. */
  readonly #linesOf = new Map<IdentityId, Set<number>>();

  get size(): number {
    return this.#nodes.size;
  }

  node(id: EntryId): Node | undefined {
    return this.#nodes.get(id);
  }

  linesOf(identity: IdentityId): ReadonlySet<number> {
    return this.#linesOf.get(identity) ?? NO_LINES;
  }

  at(line: number, position: number): Node | undefined {
    return this.#lines[line]?.[position];
  }

  /** Where an op with these ancestors goes; `previous` is its writer's op before. */
  place(parents: readonly Node[], previous: Node | undefined, ancestors: Vector): Place {
    const goesOn = previous !== undefined && this.#lines[previous.line]?.length === previous.position + 1;
    const line = goesOn ? previous.line : this.#lines.length;
    const position = goesOn ? previous.position + 1 : 0;
    const vector = new Uint16Array(Math.max(ancestors.length, line + 1));
    vector.set(ancestors);
    vector[line] = position + 1;
    return { line, position, depth: 1 + parents.reduce((deepest, { depth }) => Math.max(deepest, depth), -1), vector };
  }

  add(node: Node): void {
    this.#nodes.set(node.id, node);
    (this.#lines[node.line] ??= []).push(node);
    if (!isAllowed(node)) return;
    const lines = this.#linesOf.get(node.author) ?? new Set();
    this.#linesOf.set(node.author, lines.add(node.line));
  }

  /** The allowed ops that are in `has` and not in `lacks`. */
  between(has: Vector, lacks: Vector): AllowedNode[] {
    const found: AllowedNode[] = [];
    for (let line = 0; line < has.length; line++) {
      const end = has[line] ?? 0;
      for (let position = lacks[line] ?? 0; position < end; position++) {
        const node = this.#lines[line]?.[position];
        if (node && isAllowed(node)) found.push(node);
      }
    }
    return found;
  }
}

const NO_LINES: ReadonlySet<number> = new Set();
