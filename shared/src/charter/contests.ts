/**
 * Where CHA-4 has something to decide: an op that says what somebody is, and at the same time something of theirs, or about
 * them. Everywhere else all that CHA-3 allows is accepted.
 */
import { actorOf, cameAlone, EVERY_LINK, isAdd, linksEnded, lowersOf, sayingsOf } from '#shared/charter/bearing.ts';
import type { AllowedNode } from '#shared/charter/node.ts';

/** Of two sets of ops of which none in one descends from any in the other: those that settle what others are at odds with. */
export function contestedBetween(some: readonly AllowedNode[], others: readonly AllowedNode[]): AllowedNode[] {
  return [...contestedBy(some, others), ...contestedBy(others, some)];
}

function contestedBy(ops: readonly AllowedNode[], others: readonly AllowedNode[]): AllowedNode[] {
  const settling = ops.flatMap((node) => {
    const keys = settledBy(node);
    return keys.length > 0 ? [{ node, keys }] : [];
  });
  if (settling.length === 0) return [];
  const touched = new Set(others.flatMap(touchedBy));
  return settling.filter(({ keys }) => keys.some((key) => touched.has(key))).map(({ node }) => node);
}

/** People, devices and links whose standing the op settles. An add alone gives nobody less. */
function settledBy(node: AllowedNode): string[] {
  const lowers = lowersOf(node);
  const said = isAdd(node) ? [] : sayingsOf(node).map(({ identity }) => identity);
  return [...said, ...(lowers ? [lowers.who] : []), ...linksEnded(node)];
}

function touchedBy(node: AllowedNode): string[] {
  const { op, device } = node;
  const said = sayingsOf(node).map(({ identity }) => identity);
  const links = op.t === 'join' ? [op.invite, ...(cameAlone(node) ? [EVERY_LINK] : [])] : [];
  return [actorOf(node), device, ...said, ...links];
}
