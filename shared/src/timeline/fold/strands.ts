/** TIM-5: runs of late entries of one writer, and where each joins the room. */
import type { Order } from '../rows.ts';
import type { Settled } from './ancestry.ts';
import type { Node, Writer } from './node.ts';
import { firstWhere, insertSorted } from './sorted.ts';

/** Ordinals `start` to `end` of one writer; empty once dissolved. */
export class Strand {
  readonly writer: Writer;
  start: number;
  end: number;
  /** Its messages, the only ones of its entries that have a row. */
  messages: Node[] = [];
  /** The first entry in order that descends from its last. */
  join: Node | undefined;
  /** Where its card was last. */
  shown: Order | undefined;

  constructor(writer: Writer, start: number) {
    this.writer = writer;
    this.start = start;
    this.end = start;
  }

  get key(): string {
    return this.writer.nodes[this.start]?.order ?? '';
  }
}

export class Strands {
  readonly #strands = new Map<Node, Strand>();
  /** Of each writer that has any, oldest first. */
  readonly #byWriter = new Map<Writer, Strand[]>();
  /** Strands whose join and card are to be found again. */
  readonly touched = new Set<Strand>();
  /** Messages that stand in another strand than they did. */
  readonly moved = new Set<Node>();

  of(node: Node | undefined): Strand | undefined {
    return node && this.#strands.get(node);
  }

  /** A node is late, or is not. */
  turn(node: Node, late: boolean): void {
    const strand = this.of(node);
    if (late && !strand) this.#gather(node);
    if (!late && strand) this.#release(node, strand);
  }

  /** A node that was there already turned out to be a message. */
  reveal(node: Node): void {
    const strand = this.of(node);
    if (!strand) return;
    insertSorted(strand.messages, node);
    this.touched.add(strand);
  }

  /** A node has seen more, or less, than before: strands may join elsewhere. */
  reconsider({ node, before }: Settled): void {
    const ended = this.of(node.writer.nodes[node.ordinal - 1]);
    if (ended && ended !== this.of(node)) this.touched.add(ended);
    for (const [{ index }, strands] of this.#byWriter) {
      const counts = [before.get(index), node.past.get(index)];
      const most = Math.max(...counts);
      for (let at = firstWhere(strands, ({ end }) => end >= Math.min(...counts)); at < strands.length; at++) {
        const strand = strands[at];
        if (!strand || strand.end >= most) break;
        if (!strand.join || strand.join.order >= node.order) this.touched.add(strand);
      }
    }
  }

  #gather(node: Node): void {
    const { writer, ordinal } = node;
    const left = this.of(writer.nodes[ordinal - 1]);
    const right = this.of(writer.nodes[ordinal + 1]);
    const strand = left ?? right ?? this.#begin(writer, ordinal);
    strand.start = Math.min(strand.start, ordinal);
    strand.end = Math.max(strand.end, ordinal);
    if (node.isMessage) insertSorted(strand.messages, node);
    this.#assign(node, strand);
    if (left && right) this.#absorb(left, right);
    if (!left && right) this.#rekey(right);
  }

  #release(node: Node, strand: Strand): void {
    const { writer, ordinal } = node;
    this.#strands.delete(node);
    if (node.isMessage) this.moved.add(node);
    strand.messages = strand.messages.filter((message) => message !== node);
    if (ordinal > strand.start && ordinal < strand.end)
      this.#handOver(strand, this.#begin(writer, ordinal + 1), ordinal + 1);
    if (ordinal > strand.start) strand.end = ordinal - 1;
    else strand.start++;
    if (strand.start > strand.end) this.#dissolve(strand);
    else if (strand.start > ordinal) this.#rekey(strand);
    this.touched.add(strand);
  }

  #begin(writer: Writer, ordinal: number): Strand {
    const strand = new Strand(writer, ordinal);
    const strands = this.#byWriter.get(writer) ?? [];
    this.#byWriter.set(writer, strands);
    const after = firstWhere(strands, ({ start }) => start > ordinal);
    strands.splice(after, 0, strand);
    return strand;
  }

  #dissolve(strand: Strand): void {
    const strands = this.#byWriter.get(strand.writer) ?? [];
    strands.splice(strands.indexOf(strand), 1);
    strand.end = strand.start - 1;
    this.touched.add(strand);
  }

  #absorb(left: Strand, right: Strand): void {
    this.#handOver(right, left, right.start);
    this.#dissolve(right);
  }

  /** Everything of one strand beginning at an ordinal becomes the other's. */
  #handOver(from: Strand, to: Strand, start: number): void {
    to.messages = [...to.messages, ...from.messages.filter(({ ordinal }) => ordinal >= start)];
    from.messages = from.messages.filter(({ ordinal }) => ordinal < start);
    to.end = from.end;
    for (const node of to.writer.nodes.slice(start, from.end + 1)) this.#assign(node, to);
  }

  #assign(node: Node, strand: Strand): void {
    this.#strands.set(node, strand);
    this.touched.add(strand);
    if (node.isMessage) this.moved.add(node);
  }

  #rekey(strand: Strand): void {
    for (const message of strand.messages) this.moved.add(message);
  }
}
