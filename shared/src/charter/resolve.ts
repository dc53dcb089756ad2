/** CHA-4: one fold of several. */
import { contestedBetween } from '#shared/charter/contests.ts';
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
import { compareRanked, emptyFold, stepOnto, weave } from '#shared/charter/fold.ts';
import { decide } from '#shared/charter/strata.ts';
import type { CharterState } from '#shared/charter/state.ts';

/** The fold of all the ops that are in any of these. */
export function mergeFolds(dag: Dag, folds: readonly Fold[], empty: CharterState): Fold {
  const [base, ...others] = [...folds].sort((a, b) => countOf(b) - countOf(a));
  if (!base) return emptyFold(empty);
  if (others.length === 0) return base;
  let vector = base.vector;
  const more: AllowedNode[] = [];
  const contests = new Set(base.contests);
  for (const other of others) {
    const news = dag.between(other.vector, vector);
    for (const node of other.contests) contests.add(node);
    if (news.length > 0)
      for (const node of contestedBetween(dag.between(vector, other.vector), news)) contests.add(node);
    for (const node of news) more.push(node);
    vector = joinVectors(vector, other.vector);
  }
  if (more.length === 0) return { ...base, vector };
  if (contests.size > 0 && !isSettled(dag, vector, folds, contests)) return decided(dag, vector, [...contests], empty);
  const top = weave(dag, base.top, more, empty);
  return { vector, top, state: top?.state ?? empty, contests: [...contests] };
}

/**
 * Was all that is contested decided before these folds parted? So it is when each op since then was written in the
 * knowledge of everything before: nothing of it can then change what was decided, nor was it judged by less. Without
 * this, one contest long ago would make every merge of a long charter as dear as a fold from nothing.
 */
function isSettled(dag: Dag, vector: Vector, folds: readonly Fold[], contests: ReadonlySet<AllowedNode>): boolean {
  const common = folds.map((fold) => fold.vector).reduce(meetVectors);
  for (const contested of contests) if (!holds(common, contested)) return false;
  return dag.between(vector, common).every((node) => contains(node.vector, common));
}

/** From scratch: what one op does not know of another may void what both folds had accepted. */
function decided(dag: Dag, vector: Vector, contests: readonly AllowedNode[], empty: CharterState): Fold {
  const accepted = decide(dag.between(vector, new Uint16Array(0))).sort(compareRanked);
  const top = accepted.reduce<Step | undefined>((below, ranked) => stepOnto(dag, below, empty, ranked), undefined);
  return { vector, top, state: top?.state ?? empty, contests };
}

function countOf({ vector }: Fold): number {
  let count = 0;
  for (const held of vector) count += held;
  return count;
}
