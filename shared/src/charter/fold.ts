/**
 * The fold of a closed set of ops: those that are accepted, in the order of CHA-4, each with the state after it. A fold is
 * never changed. One more op on top costs one step; two folds that part ways are merged by taking off the steps that
 * come after where they part and putting them back in order with what the other has.
 */
import type { Dag } from '#shared/charter/dag.ts';
import { type AllowedNode, descends, type Fold, type Node, type Ranked, type Step } from '#shared/charter/node.ts';
import { ruleOf } from '#shared/charter/ops/rules.ts';
import { heightOf } from '#shared/charter/rank.ts';
import type { CharterState } from '#shared/charter/state.ts';
import type { EntryId } from '#shared/ids.ts';

export const emptyFold = (state: CharterState): Fold => ({
  vector: new Uint16Array(0),
  top: undefined,
  state,
  contests: [],
});

/** CHA-4: (depth, effective rank, id); what comes later stands, so at one depth the higher rank has the last word. */
export function compareRanked(a: Ranked, b: Ranked): number {
  if (a.node.depth !== b.node.depth) return a.node.depth - b.node.depth;
  if (a.rank !== b.rank) return heightOf(a.rank) - heightOf(b.rank);
  return a.node.id < b.node.id ? -1 : 1;
}

export function stepOnto(
  dag: Pick<Dag, 'node'> & { readonly work: Pick<Dag['work'], 'steps'> },
  below: Step | undefined,
  empty: CharterState,
  { node, rank }: Ranked,
): Step {
  dag.work.steps++;
  // It is told of before the DAG has it.
  const find = (id: EntryId): Node | undefined => (id === node.id ? node : dag.node(id));
  const state = ruleOf(node.op).effect(below?.state ?? empty, node.op, {
    id: node.id,
    device: node.device,
    author: node.author,
    rank,
    before: node.before.state,
    descends: (earlier, later = node.id) => {
      const [one, other] = [find(later), find(earlier)];
      return one !== undefined && other !== undefined && descends(one, other);
    },
  });
  return { node, rank, state, below };
}

/** The fold with one more accepted op that descends from all the others: nothing decided before changes. */
export function stepUp(dag: Dag, fold: Fold, node: AllowedNode, empty: CharterState): Fold {
  const top = stepOnto(dag, fold.top, empty, { node, rank: node.rank });
  return { vector: node.vector, top, state: top.state, contests: fold.contests };
}

/** These steps with more accepted ops among them, whichever order they belong in. Nothing accepted before is dropped. */
export function weave(
  dag: Dag,
  steps: Step | undefined,
  more: readonly AllowedNode[],
  empty: CharterState,
): Step | undefined {
  const waiting: Ranked[] = more.map((node) => ({ node, rank: node.rank })).sort(compareRanked);
  const first = waiting[0];
  let top = steps;
  for (; first && top && compareRanked(top, first) > 0; top = top.below) waiting.push(top);
  for (const ranked of waiting.sort(compareRanked)) top = stepOnto(dag, top, empty, ranked);
  return top;
}
