/** CHA-4: one fold of several. */
import type { Dag } from '#shared/charter/dag.ts';
import { type AllowedNode, type Fold, joinVectors, type Step } from '#shared/charter/node.ts';
import { compareRanked, emptyFold, isLowering, stepOnto, weave } from '#shared/charter/fold.ts';
import { decide, isContested } from '#shared/charter/strata.ts';
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
  return include(dag, base, more, vector, empty);
}

/** The fold with more ops; `vector` says which it then holds. */
function include(dag: Dag, base: Fold, more: readonly AllowedNode[], vector: Uint16Array, empty: CharterState): Fold {
  if (more.length === 0) return { ...base, vector };
  const lowerings = [...base.lowerings, ...more.filter(isLowering)];
  if (isContested(dag, vector, lowerings)) return decided(dag, vector, lowerings, empty);
  const top = weave(dag, base.top, more, empty);
  return { vector, top, state: top?.state ?? empty, lowerings };
}

/** From scratch: what one op does not know of another may void what both folds had accepted. */
function decided(dag: Dag, vector: Uint16Array, lowerings: readonly AllowedNode[], empty: CharterState): Fold {
  const accepted = decide(dag.between(vector, new Uint16Array(0))).sort(compareRanked);
  const top = accepted.reduce<Step | undefined>((below, ranked) => stepOnto(dag, below, empty, ranked), undefined);
  return { vector, top, state: top?.state ?? empty, lowerings };
}

function countOf({ vector }: Fold): number {
  let count = 0;
  for (const held of vector) count += held;
  return count;
}
