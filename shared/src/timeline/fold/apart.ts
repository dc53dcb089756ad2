/** TIM-5: which entries were written apart from the room. */
import type { IdentityId } from '#shared/ids.ts';
import type { Node, Writer } from './node.ts';
import { firstWhere } from './sorted.ts';

/** An entry this much older (ms) should have been seen. */
export const APART_MS = 60_000;

/**
 * Late: of at least as many people as were on the author's own side, the author included, entries at least a minute
 * older were missed. On one's side is of whom something was seen that the oldest miss, in turn, had not seen. So who
 * was away from a group is late, not the group; two apart are late to each other; and an entry put back in time
 * makes nobody late who had been in touch with others.
 */
export function isLate(node: Node, writers: readonly Writer[]): boolean {
  let oldest: Node | undefined;
  let missed: Set<IdentityId> | undefined;
  for (const writer of writers) {
    const miss = writer.identity === node.identity ? undefined : firstMiss(node, writer);
    if (!miss || miss.at > node.at - APART_MS) continue;
    missed = (missed ?? new Set()).add(writer.identity);
    if (!oldest || miss.order < oldest.order) oldest = miss;
  }
  return missed !== undefined && oldest !== undefined && missed.size >= sideOf(node, oldest, writers);
}

function sideOf(node: Node, miss: Node, writers: readonly Writer[]): number {
  const side = new Set([node.identity]);
  for (const writer of writers) {
    const seen = writer.nodes[node.past.get(writer.index) - 1];
    if (seen && !miss.mayHaveSeen(seen)) side.add(writer.identity);
  }
  return side.size;
}

function firstMiss(node: Node, writer: Writer): Node | undefined {
  const first = writer.nodes[node.past.get(writer.index)];
  if (!first || first.order > node.horizon) return first;
  return writer.nodes[firstWhere(writer.nodes, ({ order }) => order > node.horizon)];
}

/**
 * The nodes that may be late otherwise now that `changed` is there, or has seen more: those a minute or more newer of
 * which it is the first miss of its writer.
 */
export function* affectedBy(changed: Node, writers: readonly Writer[]): Generator<Node> {
  const before = changed.writer.nodes[changed.ordinal - 1];
  const from = changed.at + APART_MS;
  for (const { identity, nodes } of writers) {
    if (identity === changed.identity || (nodes.at(-1)?.at ?? 0) < from) continue;
    const first = firstWhere(nodes, (node) => node.at >= from && (!before || node.mayHaveSeen(before)));
    const end = firstWhere(nodes, (node) => node.mayHaveSeen(changed));
    for (let at = first; at < end; at++) {
      const node = nodes[at];
      if (node) yield node;
    }
  }
}
