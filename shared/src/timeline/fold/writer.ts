import { compareHlc, type Hlc } from '#shared/entry/hlc.ts';
import type { IdentityId } from '#shared/ids.ts';
import type { Item } from '../item.ts';
import { Node } from './node.ts';
import type { Strand } from './strands.ts';

/** A writer's entries in one segment. */
export class Writer {
  /** Its component in vectors. */
  readonly index: number;
  readonly identity: IdentityId;
  /** Those in the fold, oldest first. */
  readonly nodes: Node[] = [];
  /** Runs of late ones among them, oldest first. */
  readonly strands: Strand[] = [];
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
