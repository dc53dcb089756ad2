/**
 * Who descends from whom. Ops hang on *lines*: an op whose writer's previous one ends a line goes on with it, any other op
 * begins one, so the two branches of a fork (LOG-8a) are two lines. A set of ops closed under ancestors is then a count for
 * each line, and "is among the ancestors of" one comparison.
 */
import type { CharterOp } from '#shared/charter/ops/op.ts';
import type { Rank } from '#shared/charter/rank.ts';
import type { CharterState } from '#shared/charter/state.ts';
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
  /** Its slot in its device's list. */
  readonly seq: number;
  /** The op before it in that list. */
  readonly previous: Node | undefined;
  /** What it names itself, its previous one among them. */
  readonly parents: readonly Node[];
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

/** An accepted op and the effective rank it was decided at. */
export interface Ranked {
  readonly node: AllowedNode;
  readonly rank: Rank;
}

export interface Step extends Ranked {
  readonly state: CharterState;
  readonly below: Step | undefined;
}

export interface Fold {
  /** Which ops are in: void ones too. */
  readonly vector: Vector;
  readonly top: Step | undefined;
  readonly state: CharterState;
  /** Ops that say what somebody is, and something at odds with it was done at the same time: CHA-4 decided (contests.ts). */
  readonly contests: readonly AllowedNode[];
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

/** The ops that are in both; `part` itself where it is all in the other. */
export function meetVectors(part: Vector, other: Vector): Vector {
  if (contains(other, part)) return part;
  return part.map((count, line) => Math.min(count, other[line] ?? 0));
}

/** Is every op of `part` in `whole`? */
export function contains(whole: Vector, part: Vector): boolean {
  for (let line = 0; line < part.length; line++) if ((part[line] ?? 0) > (whole[line] ?? 0)) return false;
  return true;
}
