/** ENT-3: entries of one author that do not open, next to each other among the rows of the room, are one row. */
import type { IdentityId } from '#shared/ids.ts';
import type { Order, TimelineGap } from '../rows.ts';
import type { Node } from './node.ts';
import { Sequence } from './sequence.ts';

export class Gap {
  readonly identity: IdentityId;
  first: Node;
  count = 0;
  /** Where its row was last. */
  shown: Order | undefined;

  constructor(first: Node) {
    this.identity = first.identity;
    this.first = first;
  }
}

export class Gaps {
  /** Messages and entries that do not open. */
  readonly #sequence = new Sequence<Node>();
  readonly #gaps = new Map<Node, Gap>();
  /** Those whose row is to be made again. */
  readonly touched = new Set<Gap>();

  message(node: Node): void {
    this.#sequence.insert(node);
    this.#part(node);
  }

  closed(node: Node): void {
    this.#sequence.insert(node);
    const { left, right } = this.#around(node);
    const gap = [left, right].find((near) => near?.identity === node.identity);
    if (!gap) this.#part(node);
    this.#assign(node, gap ?? new Gap(node));
    if (gap && node.order < gap.first.order) gap.first = node;
  }

  /** A closed node's body opened: as a message it parts its gap, as anything else it leaves the sequence. */
  opened(node: Node): void {
    const gap = this.#gaps.get(node);
    if (!gap) return;
    const { after } = this.#around(node);
    this.#gaps.delete(node);
    gap.count--;
    if (gap.first === node && after) gap.first = after;
    this.touched.add(gap);
    if (node.isMessage) this.#part(node);
    else this.#leave(node);
  }

  /** What stands on both sides of it is not one. */
  #part(node: Node): void {
    const { left, right, after } = this.#around(node);
    if (left && after && left === right) this.#handOver(after, left, new Gap(after));
  }

  /** What stood on both sides of it may now be one. */
  #leave(node: Node): void {
    const { left, right, after } = this.#around(node);
    this.#sequence.remove(node.order);
    if (left && right && after && left !== right && left.identity === right.identity)
      this.#handOver(after, right, left);
  }

  #around({ order }: Node): { left: Gap | undefined; right: Gap | undefined; after: Node | undefined } {
    const before = this.#sequence.before(order);
    const after = this.#sequence.after(order);
    return { left: before && this.#gaps.get(before), right: after && this.#gaps.get(after), after };
  }

  /** From this node on what was one gap's is the other's. */
  #handOver(start: Node, from: Gap, to: Gap): void {
    let node: Node | undefined = start;
    for (; node && this.#gaps.get(node) === from; node = this.#sequence.after(node.order)) {
      from.count--;
      this.#assign(node, to);
    }
    this.touched.add(from);
  }

  #assign(node: Node, gap: Gap): void {
    this.#gaps.set(node, gap);
    gap.count++;
    this.touched.add(gap);
  }
}

/** The gap's row; undefined once nothing is left of it. */
export function gapRow({ first, identity, count }: Gap): TimelineGap | undefined {
  return count === 0 ? undefined : { kind: 'gap', order: first.order, author: identity, count, at: first.at };
}
