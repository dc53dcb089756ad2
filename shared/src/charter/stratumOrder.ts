/** In which order the ops of one stratum are decided (CHA-4). Depth decides nothing: whoever backdates chooses it. */
import { actorOf, devicesIn, lowersOf } from '#shared/charter/bearing.ts';
import { type AllowedNode, descends } from '#shared/charter/node.ts';

/** Handovers and leaves, then what others rely on, then other lowerings, then the rest; then ids. */
export function inOrder(nodes: readonly AllowedNode[]): AllowedNode[] {
  const brought = new Map<string, AllowedNode[]>();
  for (const node of nodes) for (const key of bringsOf(node)) brought.set(key, [...(brought.get(key) ?? []), node]);
  const ordered = new Set<AllowedNode>();
  const waiting = nodes.toSorted((a, b) => groupOf(b) - groupOf(a) || (a.id < b.id ? 1 : -1));
  // A stack, not recursion: hands may have changed many times.
  const entered = new Set<AllowedNode>();
  for (let node = waiting.at(-1); node; node = waiting.at(-1)) {
    const first = entered.has(node) ? [] : restsOn(node, brought).filter((other) => !ordered.has(other));
    entered.add(node);
    if (first.length > 0) waiting.push(...first);
    else ordered.add(waiting.pop() ?? node);
  }
  return [...ordered];
}

function groupOf(node: AllowedNode): number {
  switch (node.op.t) {
    case 'member.handover':
    case 'member.leave':
      return 1;
    case 'settings':
      return 2;
    default:
      return lowersOf(node) ? 3 : 4;
  }
}

/** What other ops of the same stratum may rest on: a device, an invite, being the owner. */
function bringsOf(node: AllowedNode): string[] {
  const { op } = node;
  if (op.t === 'invite.create') return [op.invite];
  return op.t === 'member.handover' ? [op.member, ...devicesIn(node)] : devicesIn(node);
}

function restsOn(node: AllowedNode, brought: ReadonlyMap<string, readonly AllowedNode[]>): AllowedNode[] {
  const keys = [node.device, actorOf(node), ...(node.op.t === 'join' ? [node.op.invite] : [])];
  return keys.flatMap((key) => brought.get(key) ?? []).filter((other) => other !== node && descends(node, other));
}
