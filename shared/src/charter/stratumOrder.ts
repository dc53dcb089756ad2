/** In which order the ops of one stratum are decided (CHA-4). Depth decides nothing: whoever backdates chooses it. */
import { actorOf, isAdd, lowersOf, sayingsOf } from '#shared/charter/bearing.ts';
import { type AllowedNode, descends } from '#shared/charter/node.ts';

/**
 * Handovers and leaves, then settings, then other lowerings, then the rest; then ids; each when what it rests on has been. What comes on top of
 * all others so never changes in which order those are decided: a fold that knows less decided them alike.
 */
export function inOrder(nodes: readonly AllowedNode[]): AllowedNode[] {
  const grounds = groundsOf(nodes);
  const resting = new Map<AllowedNode, AllowedNode[]>();
  for (const [node, others] of grounds) for (const other of others) push(resting, other, node);
  // The next one is the last.
  const open = nodes.filter((node) => grounds.get(node)?.size === 0).sort(lastFirst);
  const ordered: AllowedNode[] = [];
  for (let node = open.pop(); node; node = open.pop()) {
    ordered.push(node);
    for (const other of resting.get(node) ?? []) {
      const left = grounds.get(other);
      left?.delete(node);
      if (left?.size === 0) insert(open, other);
    }
  }
  return ordered;
}

const lastFirst = (a: AllowedNode, b: AllowedNode): number => groupOf(b) - groupOf(a) || (a.id < b.id ? 1 : -1);

function insert(open: AllowedNode[], node: AllowedNode): void {
  let [low, high] = [0, open.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const there = open[middle];
    if (there && lastFirst(there, node) < 0) low = middle + 1;
    else high = middle;
  }
  open.splice(low, 0, node);
}

/** What each of these rests on of the others. */
function groundsOf(nodes: readonly AllowedNode[]): Map<AllowedNode, Set<AllowedNode>> {
  const brought = new Map<string, AllowedNode[]>();
  for (const node of nodes) for (const key of bringsOf(node)) push(brought, key, node);
  return new Map(nodes.map((node) => [node, new Set(restsOn(node, brought))]));
}

function push<K>(lists: Map<K, AllowedNode[]>, key: K, node: AllowedNode): void {
  const list = lists.get(key);
  if (list) list.push(node);
  else lists.set(key, [node]);
}

function groupOf(node: AllowedNode): number {
  switch (node.op.t) {
    case 'genesis':
      return 0;
    case 'member.handover':
    case 'member.leave':
      return 1;
    case 'settings':
      return 2;
    default:
      return lowersOf(node) ? 3 : 4;
  }
}

/** What other ops of the same stratum may rest on: an invite, having come in, being the owner. */
function bringsOf(node: AllowedNode): string[] {
  const { op } = node;
  if (op.t === 'invite.create') return [op.invite];
  if (isAdd(node)) return sayingsOf(node).map(({ identity }) => identity);
  return op.t === 'member.handover' ? [op.member] : [];
}

function restsOn(node: AllowedNode, brought: ReadonlyMap<string, readonly AllowedNode[]>): AllowedNode[] {
  const keys = [actorOf(node), ...(node.op.t === 'join' ? [node.op.invite] : [])];
  return keys.flatMap((key) => brought.get(key) ?? []).filter((other) => other !== node && descends(node, other));
}
