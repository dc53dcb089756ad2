/** ENT-3: entries of one author that do not open, next to each other among the rows of the room, are one row. */
import type { IdentityId } from '#shared/ids.ts';
import type { Order, TimelineGap } from '../rows.ts';
import type { Node } from './node.ts';
import { Sequence } from './sequence.ts';

export class Gap {
  readonly identity: IdentityId;
  first: Node;
  last: Node;
  count = 0;
  /** Where its row was last. */
  shown: Order | undefined;

  constructor(node: Node) {
    this.identity = node.identity;
    this.first = node;
    this.last = node;
  }
}

export class Gaps {
  /** Messages and entries that do not open. */
  readonly #sequence = new Sequence<Node>();
  readonly touched = new Set<Gap>();

  message(node: Node): void {
    this.#sequence.insert(node);
    this.#splitAround(node);
  }

  closed(node: Node): void {
    this.#sequence.insert(node);
    this.#splitAround(node);
    const { before, after } = this.#around(node);
    const gap = [before?.gap, after?.gap].find((near) => near?.identity === node.identity) ?? new Gap(node);
    this.#assign(node, gap);
    if (node.order < gap.first.order) gap.first = node;
    if (node.order > gap.last.order) gap.last = node;
  }

  /** A closed node's body opened: as a message it parts its gap, as anything else it leaves the sequence. */
  opened(node: Node): void {
    const { gap } = node;
    if (!gap) return;
    const { before, after } = this.#around(node);
    node.gap = undefined;
    gap.count--;
    this.touched.add(gap);
    if (gap.first === node && after) gap.first = after;
    if (gap.last === node && before) gap.last = before;
    if (node.isMessage) this.#splitAround(node);
    else this.#leave(node, before?.gap, after);
  }

  /** What stood on both sides of it may now be one. */
  #leave(node: Node, left: Gap | undefined, after: Node | undefined): void {
    this.#sequence.remove(node.order);
    const right = after?.gap;
    if (left && right && left !== right && left.identity === right.identity) this.#handOver(after, right, left);
  }

  #around(node: Node): { before: Node | undefined; after: Node | undefined } {
    return { before: this.#sequence.before(node.order), after: this.#sequence.after(node.order) };
  }

  /** A node that does not belong to the gap it stands in parts it in two. */
  #splitAround(node: Node): void {
    const { before, after } = this.#around(node);
    const gap = before?.gap;
    if (!gap || !after || after.gap !== gap || (!node.body && node.identity === gap.identity)) return;
    const rest = new Gap(after);
    this.#handOver(after, gap, rest);
    gap.last = before;
  }

  /** From this node on what was one gap's is the other's. */
  #handOver(start: Node, from: Gap, to: Gap): void {
    to.last = from.last;
    for (let node: Node | undefined = start; node?.gap === from; node = this.#sequence.after(node.order)) {
      from.count--;
      this.#assign(node, to);
    }
    this.touched.add(from);
  }

  #assign(node: Node, gap: Gap): void {
    node.gap = gap;
    gap.count++;
    this.touched.add(gap);
  }
}

/** The gap's row; undefined once nothing is left of it. */
export function gapRow({ first, identity, count }: Gap): TimelineGap | undefined {
  return count === 0 ? undefined : { kind: 'gap', order: first.order, author: identity, count, at: first.at };
}
