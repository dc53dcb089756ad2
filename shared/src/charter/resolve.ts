/** CHA-4: one fold of several. */
import type { Dag } from '#shared/charter/dag.ts';
import {
  type AllowedNode,
  contains,
  type Fold,
  holds,
  joinVectors,
  meetVectors,
  type Step,
  type Vector,
} from '#shared/charter/node.ts';
import { compareRanked, emptyFold, isLowering, stepOnto, weave } from '#shared/charter/fold.ts';
import { contestedOf, decide } from '#shared/charter/strata.ts';
import type { CharterState } from '#shared/charter/state.ts';

/** The fold of all the ops that are in any of these. */
export function mergeFolds(dag: Dag, folds: readonly Fold[], empty: CharterState): Fold {
  const [base, ...others] = [...folds].sort((a, b) => countOf(b) - countOf(a));
  if (!base) return emptyFold(empty);
  if (others.length === 0) return base;
  let vector = base.vector;
  const more: AllowedNode[] = [];
  for (const other of others) {
    for (const node of dag.between(other.vector, vector)) more.push(node);
    vector = joinVectors(vector, other.vector);
  }
  if (more.length === 0) return { ...base, vector };
  const lowerings = [...base.lowerings, ...more.filter(isLowering)];
  const contested = contestedOf(dag, vector, lowerings);
  if (contested.length > 0 && !isSettled(dag, vector, folds, contested)) return decided(dag, vector, lowerings, empty);
  const top = weave(dag, base.top, more, empty);
  return { vector, top, state: top?.state ?? empty, lowerings };
}

/**
 * Was all that is contested decided before these folds parted? So it is when each op since then was written in the
 * knowledge of everything before: nothing of it can then change what was decided, nor was it judged by less. Without
 * this, one contest long ago would make every merge of a long charter as dear as a fold from nothing.
 */
function isSettled(dag: Dag, vector: Vector, folds: readonly Fold[], contested: readonly AllowedNode[]): boolean {
  const common = folds.map((fold) => fold.vector).reduce(meetVectors);
  return (
    contested.every((lowering) => holds(common, lowering)) &&
    dag.between(vector, common).every((node) => contains(node.vector, common))
  );
}

/** From scratch: what one op does not know of another may void what both folds had accepted. */
function decided(dag: Dag, vector: Vector, lowerings: readonly AllowedNode[], empty: CharterState): Fold {
  const accepted = decide(dag.between(vector, new Uint16Array(0))).sort(compareRanked);
  const top = accepted.reduce<Step | undefined>((below, ranked) => stepOnto(dag, below, empty, ranked), undefined);
  return { vector, top, state: top?.state ?? empty, lowerings };
}

function countOf({ vector }: Fold): number {
  let count = 0;
  for (const held of vector) count += held;
  return count;
}
