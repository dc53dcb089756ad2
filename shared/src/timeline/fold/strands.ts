/** TIM-5: runs of late entries of one writer, and where each joins the room. */
import type { Order, TimelineMerge } from '../rows.ts';
import type { Settled } from './ancestry.ts';
import type { Node } from './node.ts';
import { firstWhere, insertSorted } from './sorted.ts';
import type { Writer } from './writer.ts';

/** Ordinals `start` to `end` of one writer; empty once dissolved. */
export class Strand {
  readonly writer: Writer;
  start: number;
  end: number;
  /** Its messages, the only ones of its entries that have a row. */
  messages: Node[] = [];
  join: Node | undefined;
  /** Where its card was last. */
  shown: Order | undefined;

  constructor(writer: Writer, start: number, end: number) {
    this.writer = writer;
    this.start = start;
    this.end = end;
  }

  get key(): string {
    return this.writer.nodes[this.start]?.order ?? '';
  }
}

export class Strands {
  /** Strands whose card is to be made again, and messages that stand in another strand than they did. */
  readonly touched = new Set<Strand>();
  readonly moved = new Set<Node>();

  /** A node became late, or no longer is. */
  turn(node: Node, late: boolean): void {
    if (node.late === late) return;
    node.late = late;
    if (late) this.#gather(node);
    else this.#release(node);
  }

  /** A node that was there already turned out to be a message. */
  reveal(node: Node): void {
    if (!node.strand) return;
    insertSorted(node.strand.messages, node);
    this.touched.add(node.strand);
  }

  /** A node has seen more, or less, than before: strands may join elsewhere. */
  reconsider({ node, before }: Settled, writers: readonly Writer[]): void {
    const ended = node.writer.nodes[node.ordinal - 1]?.strand;
    if (ended && ended !== node.strand) this.touched.add(ended);
    for (const { index, strands } of writers) {
      if (strands.length === 0) continue;
      const a = before.get(index);
      const b = node.past.get(index);
      for (let at = firstWhere(strands, ({ end }) => end >= Math.min(a, b)); at < strands.length; at++) {
        const strand = strands[at];
        if (!strand || strand.end >= Math.max(a, b)) break;
        if (!strand.join || strand.join.order >= node.order) this.touched.add(strand);
      }
    }
  }

  #gather(node: Node): void {
    const { writer, ordinal } = node;
    const left = writer.nodes[ordinal - 1]?.strand;
    const right = writer.nodes[ordinal + 1]?.strand;
    const strand = left ?? right ?? this.#begin(writer, ordinal);
    strand.start = Math.min(strand.start, ordinal);
    strand.end = Math.max(strand.end, ordinal);
    this.#assign(node, strand);
    if (node.isMessage) insertSorted(strand.messages, node);
    if (left && right) this.#absorb(left, right);
    if (!left) this.#rekey(strand);
    this.touched.add(strand);
  }

  #release(node: Node): void {
    const { strand, writer, ordinal } = node;
    if (!strand) return;
    this.#assign(node, undefined);
    const tail = ordinal < strand.end && ordinal > strand.start ? this.#begin(writer, ordinal + 1) : undefined;
    if (tail) this.#handOver(strand, tail, ordinal + 1);
    strand.messages = strand.messages.filter((message) => message !== node);
    if (ordinal === strand.start) {
      strand.start++;
      this.#rekey(strand);
    } else strand.end = ordinal - 1;
    if (strand.start > strand.end) this.#drop(strand);
    this.touched.add(strand);
  }

  #begin(writer: Writer, ordinal: number): Strand {
    const strand = new Strand(writer, ordinal, ordinal);
    writer.strands.splice(
      firstWhere(writer.strands, ({ start }) => start > ordinal),
      0,
      strand,
    );
    this.touched.add(strand);
    return strand;
  }

  #drop(strand: Strand): void {
    const { strands } = strand.writer;
    strands.splice(strands.indexOf(strand), 1);
  }

  #absorb(left: Strand, right: Strand): void {
    this.#handOver(right, left, right.start);
    this.#drop(right);
    right.end = right.start - 1;
    this.touched.add(right);
  }

  /** Everything of `from` beginning at an ordinal becomes `to`'s. */
  #handOver(from: Strand, to: Strand, start: number): void {
    for (let at = start; at <= from.end; at++) {
      const node = to.writer.nodes[at];
      if (node) this.#assign(node, to);
    }
    to.end = Math.max(to.end, from.end);
    to.messages = [...to.messages, ...from.messages.filter(({ ordinal }) => ordinal >= start)];
    from.messages = from.messages.filter(({ ordinal }) => ordinal < start);
  }

  #assign(node: Node, strand: Strand | undefined): void {
    node.strand = strand;
    if (node.isMessage) this.moved.add(node);
  }

  #rekey(strand: Strand): void {
    for (const message of strand.messages) this.moved.add(message);
  }
}

/** The first entry in order that descends from the strand's last, if there is one. */
export function joinOf({ writer, end }: Strand, writers: readonly Writer[]): Node | undefined {
  const last = writer.nodes[end];
  let join = writer.nodes[end + 1];
  for (const { index, nodes } of writers) {
    if (index === writer.index || !last || !nodes.at(-1)?.descendsFrom(last)) continue;
    const first = nodes[firstWhere(nodes, (node) => node.descendsFrom(last))];
    if (first && (!join || first.order < join.order)) join = first;
  }
  return join;
}

/** The merge card; undefined for a strand without messages. */
export function cardOf(strand: Strand): TimelineMerge | undefined {
  const { writer, messages, key } = strand;
  const at = strand.join ?? writer.nodes[strand.end];
  const begun = writer.nodes[strand.start];
  const [first] = messages;
  const last = messages.at(-1);
  if (!at || !begun || !first || !last) return undefined;
  return {
    kind: 'merge',
    // Longer than its join's order and so right after it, before whatever follows.
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
