/**
 * The charter's fold once more, plainly: ancestors as sets, every state decided and folded from nothing. Shares the ops'
 * rules and CHA-4's decision with the real one, and none of what makes that quick.
 */
import { judgeLocally, vouched } from '#shared/charter/authority.ts';
import { compareRanked, emptyFold, stepOnto } from '#shared/charter/fold.ts';
import { isAllowed, type Node, type Step } from '#shared/charter/node.ts';
import { readDeps, readOp } from '#shared/charter/ops/op.ts';
import { type CharterState, emptyState } from '#shared/charter/state.ts';
import { decide } from '#shared/charter/strata.ts';
import type { Entry } from '#shared/entry/entry.ts';
import type { EntryId, RoomId } from '#shared/ids.ts';

export class CharterModel {
  readonly #room: RoomId;
  readonly #nodes = new Map<EntryId, Node>();

  /** `entries` in an order in which ancestors come first. */
  constructor(room: RoomId, entries: readonly Entry[]) {
    this.#room = room;
    for (const entry of entries) if (!this.#nodes.has(entry.id)) this.#add(entry);
  }

  state(): CharterState {
    return this.#fold([...this.#nodes.values()]);
  }

  faultOf(id: EntryId): string | undefined {
    return this.#nodes.get(id)?.fault?.code;
  }

  /** Allowed by their ancestors, void for what is concurrent (CHA-4). */
  outweighed(): EntryId[] {
    const allowed = [...this.#nodes.values()].filter(isAllowed);
    const accepted = new Set(decide(allowed).map(({ node }) => node.id));
    return allowed.flatMap(({ id }) => (accepted.has(id) ? [] : [id]));
  }

  #add(entry: Entry): void {
    const parents = [...readDeps(entry.payload), ...(entry.previous ? [entry.previous] : [])].map((id) => this.#at(id));
    // Every entry is a line of its own here: a vector says which entries are in.
    const line = this.#nodes.size;
    const vector = new Uint16Array(line + 1);
    for (const parent of parents) parent.vector.forEach((held, at) => (vector[at] ||= held));
    const ancestors = [...this.#nodes.values()].filter((node) => vector[node.line] === 1);
    vector[line] = 1;
    const before = { ...emptyFold(emptyState(this.#room)), state: this.#fold(ancestors) };
    const verdict = judgeLocally(entry, vouched(readOp(entry.payload), this.#room), before.state);
    const depth = 1 + Math.max(-1, ...parents.map((parent) => parent.depth));
    const { id, device, seq } = entry;
    const previous = entry.previous === undefined ? undefined : this.#at(entry.previous);
    this.#nodes.set(id, {
      id,
      device,
      seq,
      previous,
      parents,
      line,
      position: 0,
      depth,
      vector,
      ...verdict,
      before,
      after: before,
    });
  }

  #at(id: EntryId): Node {
    const node = this.#nodes.get(id);
    if (!node) throw new RangeError('ancestors come first');
    return node;
  }

  #fold(nodes: readonly Node[]): CharterState {
    const dag = { node: (id: EntryId) => this.#nodes.get(id), work: { steps: 0 } };
    const empty = emptyState(this.#room);
    const accepted = decide(nodes.filter(isAllowed)).sort(compareRanked);
    const top = accepted.reduce<Step | undefined>((below, ranked) => stepOnto(dag, below, empty, ranked), undefined);
    return top?.state ?? empty;
  }
}
