import { atLeast } from '#shared/charter/rank.ts';
import { compareHlc, orderKey, type Hlc } from '#shared/entry/hlc.ts';
import type { EntryId, IdentityId, Segment } from '#shared/ids.ts';
import type { Body } from '../body.ts';
import type { Item } from '../item.ts';
import type { Saying } from '../ops/opKind.ts';
import type { Order } from '../rows.ts';
import { Vector } from './vector.ts';

/** What one prefix of an id stands for in a segment: the oldest match so far, and who cites it. */
export interface Citation {
  named: Node | undefined;
  readonly by: Node[];
}

/** One entry with its place in the fold. */
export class Node implements Saying {
  item: Item;
  readonly order: Order;
  readonly writer: Writer;
  /** Its place among its writer's entries that are not void. */
  readonly ordinal: number;
  body: Body | undefined;
  /** How many of each writer's entries are its ancestors or itself. */
  past: Vector = Vector.empty;
  /** Order of its latest ancestor-or-self that does not open: what that one had seen nobody can tell. Empty: none. */
  horizon: Order = '';
  readonly cites: Citation[] = [];
  /** How others cite it. */
  citation: Citation | undefined;

  constructor(item: Item, writer: Writer, ordinal: number) {
    this.item = item;
    this.order = orderKey(item.hlc, item.id);
    this.writer = writer;
    this.ordinal = ordinal;
    this.body = item.husk ? undefined : item.body;
  }

  get id(): EntryId {
    return this.item.id;
  }

  get identity(): IdentityId {
    return this.item.identity;
  }

  get segment(): Segment {
    return this.item.segment;
  }

  get at(): number {
    return this.item.hlc.ms;
  }

  get moderates(): boolean {
    return atLeast(this.item.rank, 'moderator');
  }

  get isPlaced(): boolean {
    return this.writer.nodes[this.ordinal] === this;
  }

  get isMessage(): boolean {
    return this.body?.op.t === 'message' || this.item.husk?.was === 'message';
  }

  /** It cannot have missed the other, as far as can be told. */
  mayHaveSeen(other: Node): boolean {
    return this.descendsFrom(other) || other.order < this.horizon;
  }

  descendsFrom(other: Node): boolean {
    return this.past.get(other.writer.index) > other.ordinal;
  }
}

/** A writer's entries in one segment. */
export class Writer {
  /** Its component in vectors. */
  readonly index: number;
  readonly identity: IdentityId;
  /** Those in the fold, oldest first. */
  readonly nodes: Node[] = [];
  #newest: Hlc | undefined;
  #count = 0;

  constructor(index: number, identity: IdentityId) {
    this.index = index;
    this.identity = identity;
  }

  /** The node of the writer's next entry, not yet in the fold; undefined if its clock did not move on (TIM-2). */
  next(item: Item): Node | undefined {
    if (this.#newest && compareHlc(item.hlc, this.#newest) <= 0) return undefined;
    this.#newest = item.hlc;
    return new Node(item, this, this.#count++);
  }
}
