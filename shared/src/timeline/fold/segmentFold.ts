import { affectedBy, isLate } from './apart.ts';
import { Ancestry, type Settled } from './ancestry.ts';
import type { Node } from './node.ts';
import { joinOf } from './join.ts';
import { Strands } from './strands.ts';

/** TIM-5 for one segment: who had seen what, hence what was written apart, hence its strands. */
export class SegmentFold {
  readonly ancestry = new Ancestry();
  readonly strands = new Strands();
  /** Entries judged so far: what the fold's work is counted by. */
  judged = 0;

  place(node: Node): void {
    this.ancestry.place(node);
  }

  /** A node in place opened. */
  open(node: Node): void {
    this.ancestry.read(node);
    if (node.isMessage) this.strands.reveal(node);
  }

  /** Brings strands up to date with everything placed and opened. */
  settle(): void {
    const { writers } = this.ancestry;
    const settled = this.ancestry.settle();
    for (const node of this.#toJudge(settled)) {
      this.judged++;
      this.strands.turn(node, isLate(node, writers));
    }
    for (const change of settled) this.strands.reconsider(change);
    for (const strand of this.strands.touched) strand.join = joinOf(strand, writers);
  }

  #toJudge(settled: readonly Settled[]): Set<Node> {
    const nodes = new Set(settled.map(({ node }) => node));
    for (const { node } of settled) for (const other of affectedBy(node, this.ancestry.writers)) nodes.add(other);
    return nodes;
  }
}
