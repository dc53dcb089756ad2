/** CHA-4: one fold of several. */
import { contestedBetween } from '#shared/charter/contests.ts';
import type { Dag } from '#shared/charter/dag.ts';
import {
  type AllowedNode,
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
  if (contests.size > 0) {
    const settled = settledBelow(dag, vector, folds.map((fold) => fold.vector).reduce(meetVectors));
    const isOld = (contested: AllowedNode): boolean => holds(settled, contested);
    if (![...contests].every(isOld)) return decided(dag, { vector, settled, contests: [...contests] }, base.top, empty);
  }
  const top = weave(dag, base.top, more, empty);
  return { vector, top, state: top?.state ?? empty, contests: [...contests] };
}

/**
 * The newest point, not above `from`, that everything in `vector` beyond it was written in full knowledge of. What was
 * decided up to there can change no more, nor is what came after judged by less. Without this, every contest would make a
 * merge of a long charter as dear as a fold from nothing.
 */
function settledBelow(dag: Dag, vector: Vector, from: Vector): Vector {
  let settled = from;
  for (let beyond = dag.between(vector, settled); beyond.length > 0;) {
    const known = beyond.map((node) => node.vector).reduce(meetVectors, settled);
    beyond = dag.between(settled, known);
    settled = known;
  }
  return settled;
}

interface Contested {
  readonly vector: Vector;
  readonly settled: Vector;
  readonly contests: readonly AllowedNode[];
}

/** Anew from what is settled: what one op does not know of another may void what both folds had accepted. */
function decided(dag: Dag, { vector, settled, contests }: Contested, top: Step | undefined, empty: CharterState): Fold {
  let below = top;
  // Whatever knows all that is settled stands above it.
  while (below && !holds(settled, below.node)) below = below.below;
  const accepted = decide(dag.between(vector, settled), below, dag.work).sort(compareRanked);
  const next = accepted.reduce((under, ranked) => stepOnto(dag, under, empty, ranked), below);
  return { vector, top: next, state: next?.state ?? empty, contests };
}

function countOf({ vector }: Fold): number {
  let count = 0;
  for (const held of vector) count += held;
  return count;
}
