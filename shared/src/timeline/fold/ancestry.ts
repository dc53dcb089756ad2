/**
 * TIM-5: who had seen what, in one segment. An entry's ancestors are its writer's earlier entries, what it cites, and
 * their ancestors.
 *
 * A citation is a prefix of an id; it names the match with the lowest (hlc, id), and only if that is older than the
 * entry citing it. So nothing is its own ancestor, and one pass in order settles every vector. Matches may arrive
 * after what cites them: then the citing entries, and what descends from them, are settled again.
 */
import type { WriterId } from '#shared/ids.ts';
import type { Item } from '../item.ts';
import { prefixOf, prefixText } from '../prefix.ts';
import { Agenda } from './agenda.ts';
import { Writer, type Citation, type Node } from './node.ts';
import { Vector } from './vector.ts';

/** A node whose past is another than it was; for a new node `before` is its writer's last. */
export interface Settled {
  readonly node: Node;
  readonly before: Vector;
}

export class Ancestry {
  readonly #writers = new Map<WriterId, Writer>();
  readonly #citations = new Map<string, Citation>();
  readonly #agenda = new Agenda<Node>();
  /** Every writer, by its index. */
  readonly writers: Writer[] = [];

  writerOf(item: Item): Writer {
    const known = this.#writers.get(item.writer);
    if (known) return known;
    const writer = new Writer(this.writers.length, item.identity);
    this.#writers.set(item.writer, writer);
    this.writers.push(writer);
    return writer;
  }

  known(writer: WriterId): Writer | undefined {
    return this.#writers.get(writer);
  }

  /** Takes in a writer's next node. */
  place(node: Node): void {
    node.writer.nodes.push(node);
    this.#agenda.add(node);
    const citation = this.#citation(prefixOf(node.id));
    node.citation = citation;
    if (!citation.named || node.order < citation.named.order) {
      citation.named = node;
      this.#dependOn(citation);
    }
    this.read(node);
  }

  /** Takes in what a node that is in place cites, once its body opens. */
  read(node: Node): void {
    this.#agenda.add(node);
    for (const prefix of node.body?.seen ?? []) {
      const citation = this.#citation(prefix);
      citation.by.push(node);
      node.cites.push(citation);
    }
  }

  /** Brings every vector up to date; says which changed, in order. */
  settle(): Settled[] {
    const settled: Settled[] = [];
    for (let node = this.#agenda.next(); node; node = this.#agenda.next()) {
      const before = this.#settle(node);
      if (before) settled.push({ node, before });
    }
    return settled;
  }

  #settle(node: Node): Vector | undefined {
    const previous = node.writer.nodes[node.ordinal - 1];
    let past = previous?.past ?? Vector.empty;
    let horizon = previous?.horizon ?? '';
    for (const { named } of node.cites) {
      if (!named || named.order >= node.order) continue;
      past = past.join(named.past);
      if (named.horizon > horizon) horizon = named.horizon;
    }
    if (!node.body) horizon = node.order;
    past = past.with(node.writer.index, node.ordinal + 1);
    const isNew = node.past === Vector.empty;
    if (!isNew && horizon === node.horizon && past.equals(node.past)) return undefined;
    const before = isNew ? (previous?.past ?? Vector.empty) : node.past;
    node.past = past;
    node.horizon = horizon;
    this.#unsettleAfter(node);
    return before;
  }

  #unsettleAfter(node: Node): void {
    const next = node.writer.nodes[node.ordinal + 1];
    if (next) this.#agenda.add(next);
    if (node.citation?.named === node) this.#dependOn(node.citation);
  }

  #dependOn({ named, by }: Citation): void {
    for (const citing of by) if (named && citing.order > named.order) this.#agenda.add(citing);
  }

  #citation(prefix: Uint8Array): Citation {
    const key = prefixText(prefix);
    const known = this.#citations.get(key);
    if (known) return known;
    const citation: Citation = { named: undefined, by: [] };
    this.#citations.set(key, citation);
    return citation;
  }
}
