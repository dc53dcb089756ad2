import type { TimelineMerge } from '../rows.ts';
import type { Node, Writer } from './node.ts';
import { firstWhere } from './sorted.ts';
import type { Strand } from './strands.ts';

/** TIM-5: the first entry in order that descends from the strand's last, if there is one. */
export function joinOf({ writer, end }: Strand, writers: readonly Writer[]): Node | undefined {
  const last = writer.nodes[end];
  let join = writer.nodes[end + 1];
  for (const { nodes } of writers) {
    if (nodes === writer.nodes || !last || !nodes.at(-1)?.descendsFrom(last)) continue;
    const first = nodes[firstWhere(nodes, (node) => node.descendsFrom(last))];
    if (first && (!join || first.order < join.order)) join = first;
  }
  return join;
}

/** The card at the join, else at the strand's end; undefined for a strand without messages. */
export function mergeRow({ writer, messages, key, start, end, join }: Strand): TimelineMerge | undefined {
  const at = join ?? writer.nodes[end];
  const begun = writer.nodes[start];
  const [first] = messages;
  const last = messages.at(-1);
  if (!at || !begun || !first || !last) return undefined;
  return {
    kind: 'merge',
    // Longer than the order it stands at, and so right after that, before whatever follows.
    order: `${at.order}+${key}`,
    strand: key,
    author: writer.identity,
    count: messages.length,
    first: first.order,
    last: last.order,
    since: begun.at,
    at: at.at,
  };
}
