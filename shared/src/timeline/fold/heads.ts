import { SEEN_LIMIT } from '../body.ts';
import type { Node, Writer } from './node.ts';
import { byOrder } from './sorted.ts';

/** TIM-1: what a writer should cite next: the heads it has not seen, at most 8, those it would miss longest first. */
export function unseenHeads(own: Writer | undefined, writers: readonly Writer[]): Node[] {
  const last = own?.nodes.at(-1);
  const news = writers.flatMap((writer) => {
    const head = writer === own ? undefined : writer.nodes.at(-1);
    const miss = writer.nodes[last?.past.get(writer.index) ?? 0];
    return head && miss && !isCovered(head, writers) ? [{ head, order: miss.order }] : [];
  });
  return news
    .sort(byOrder)
    .slice(0, SEEN_LIMIT)
    .map(({ head }) => head);
}

/** Somebody else's newest entry descends from it. */
const isCovered = (head: Node, writers: readonly Writer[]): boolean =>
  writers.some((writer) => writer !== head.writer && writer.nodes.at(-1)?.descendsFrom(head));
