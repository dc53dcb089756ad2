import { judgeLocally, vouched } from '#shared/charter/authority.ts';
import { Dag } from '#shared/charter/dag.ts';
import { type Forks, isLoose, namesTwoBranches, withoutForked } from '#shared/charter/forked.ts';
import { descends, type Fold, isAllowed, type Node } from '#shared/charter/node.ts';
import { emptyFold, stepUp } from '#shared/charter/fold.ts';
import { MAX_DEPS } from '#shared/charter/ops/fields.ts';
import { type CharterOp, readDeps, readOp } from '#shared/charter/ops/op.ts';
import { mergeFolds } from '#shared/charter/resolve.ts';
import { type CharterState, emptyState } from '#shared/charter/state.ts';
import { WaitingRoom } from '#shared/charter/waitingRoom.ts';
import type { Entry } from '#shared/entry/entry.ts';
import { type Fault, GrapevineError, type Result } from '#shared/errors.ts';
import type { DeviceId, EntryId, RoomId } from '#shared/ids.ts';

/** CHA-7: bytes of entries that may wait for their ancestors. */
const MAX_WAITING = 4 * 1024 * 1024;
/** Sets of heads whose state is kept at hand; timelines cite the same few again and again. */
const MAX_KEPT_STATES = 256;

/**
 * `accepted`: its ancestors allow it (what is concurrent may still outweigh it). `void`: they do not; it stands in the DAG
 * and does nothing. `waiting`: an ancestor is not here. `full`: the same, and no room to keep it: bring it again.
 */
export type Outcome = 'accepted' | 'void' | 'waiting' | 'full';

export interface AddOptions {
  /** From own storage: the signatures the op carries were found good before it was stored. */
  readonly trusted?: boolean;
}

/** CHA-1: a room's charter as far as it is here. What it says depends on which entries are here, not on their order. */
export class Charter {
  readonly room: RoomId;
  readonly #dag = new Dag();
  readonly #empty: CharterState;
  readonly #waiting = new WaitingRoom(MAX_WAITING);
  /** Allowed ops that no other allowed op descends from; none that is loose. */
  #frontier = new Set<Node>();
  #current: Fold | undefined;
  #forks: Forks = new Map();
  #state: CharterState | undefined;
  readonly #states = new Map<string, CharterState>();

  constructor(room: RoomId) {
    this.room = room;
    this.#empty = emptyState(room);
  }

  /** Entries in the DAG, void ones too; not those that wait. */
  get size(): number {
    return this.#dag.size;
  }

  /** Effects of ops carried out so far: linear in the ops as long as folding is (CHA-7). */
  get work(): number {
    return this.#dag.work.steps;
  }

  /** Times CHA-4 was asked of an op so far. */
  get asked(): number {
    return this.#dag.work.asked;
  }

  /** Times an accepted op was weighed against a lowering so far. */
  get weighed(): number {
    return this.#dag.work.weighed;
  }

  has(id: EntryId): boolean {
    return this.#dag.node(id) !== undefined;
  }

  opOf(id: EntryId): CharterOp | undefined {
    return this.#dag.node(id)?.op;
  }

  /** Why an entry is void; undefined when its ancestors allow it or it is not here. */
  faultOf(id: EntryId): Fault | undefined {
    return this.#dag.node(id)?.fault;
  }

  /** Ancestors that entries wait for: what to ask others for. */
  lacks(): EntryId[] {
    return this.#waiting.lacks();
  }

  /** Takes in an entry of this room's charter that its guard let through; one that is here already changes nothing. */
  add(entry: Entry, options: AddOptions = {}): Outcome {
    const outcome = this.#take(entry, options);
    if (outcome !== 'accepted' && outcome !== 'void') return outcome;
    // A stack, not recursion: a long list that waited for its first entry must not exhaust ours.
    const released = [...this.#waiting.release(entry.id)];
    for (let next = released.pop(); next; next = released.pop()) {
      this.#take(next, options);
      released.push(...this.#waiting.release(next.id));
    }
    return outcome;
  }

  /** Ids of the newest allowed ops, deepest first: what a new op depends on. */
  heads(limit = MAX_DEPS): EntryId[] {
    const byDepth = (a: Node, b: Node): number => b.depth - a.depth || (a.id < b.id ? -1 : 1);
    return [...this.#frontier]
      .sort(byDepth)
      .slice(0, limit)
      .map(({ id }) => id);
  }

  state(): CharterState {
    this.#current ??= this.#merge([...this.#frontier]);
    this.#state ??= withoutForked(this.#current.state, this.#forks);
    return this.#state;
  }

  /** LOG-8a: these devices are known to have forked their lists here, from these slots on. */
  forked(forks: Forks): void {
    this.#forks = new Map(forks);
    this.#frontier = new Set();
    for (const node of this.#dag.all()) if (isAllowed(node)) this.#advance(node);
    [this.#current, this.#state] = [undefined, undefined];
  }

  /** Is the entry, not loose itself or built on, in what `state` is made of? */
  isIn(id: EntryId): boolean {
    const node = this.#dag.node(id);
    return node !== undefined && [...this.#frontier].some((head) => descends(head, node));
  }

  /** Whose entry it is, and its slot. */
  slotOf(id: EntryId): { readonly device: DeviceId; readonly seq: number } | undefined {
    return this.#dag.node(id);
  }

  /** Would an entry of this device that rests on these name two branches of one list (LOG-8a)? */
  namesTwoBranches(device: DeviceId, previous: EntryId | undefined, deps: readonly EntryId[]): boolean {
    const nodes = deps.flatMap((dep) => this.#dag.node(dep) ?? []);
    return namesTwoBranches(this.#dag, device, previous && this.#dag.node(previous), nodes);
  }

  /** The state at some heads and all their ancestors. Throws for heads that are not here: ask `has` first. */
  stateAt(heads: readonly EntryId[]): CharterState {
    const key = [...heads].sort().join();
    const kept = this.#states.get(key);
    if (kept) return kept;
    const { state } = this.#merge(heads.map((head) => this.#node(head)));
    if (this.#states.size >= MAX_KEPT_STATES) this.#states.clear();
    this.#states.set(key, state);
    return state;
  }

  /** Is every one of `earlier` one of `later` or an ancestor of one? False when one is not here. */
  descends(later: readonly EntryId[], earlier: readonly EntryId[]): boolean {
    const from = later.map((id) => this.#dag.node(id));
    return earlier.every((id) => {
      const node = this.#dag.node(id);
      return node !== undefined && from.some((other) => other !== undefined && descends(other, node));
    });
  }

  #node(id: EntryId): Node {
    const node = this.#dag.node(id);
    if (!node) throw new GrapevineError('unknown-head', 'ask for the charter entry first: it is not here');
    return node;
  }

  #take(entry: Entry, { trusted = false }: AddOptions): Outcome {
    const known = this.#dag.node(entry.id);
    if (known) return known.fault ? 'void' : 'accepted';
    if (this.#waiting.has(entry.id)) return 'waiting';
    const op = readOp(entry.payload);
    const parents = new Set(readDeps(entry.payload));
    if (entry.previous !== undefined) parents.add(entry.previous);
    for (const parent of parents) if (!this.has(parent)) return this.#waiting.hold(entry, parent) ? 'waiting' : 'full';
    const node = this.#grow(
      entry,
      trusted ? op : vouched(op, this.room),
      [...parents].map((id) => this.#node(id)),
    );
    this.#dag.add(node);
    if (isAllowed(node)) this.#advance(node);
    return node.fault ? 'void' : 'accepted';
  }

  #grow(entry: Entry, op: Result<CharterOp>, parents: readonly Node[]): Node {
    const before = this.#merge(parents);
    const previous = entry.previous === undefined ? undefined : this.#node(entry.previous);
    const place = this.#dag.place(parents, previous, before.vector);
    const verdict = judgeLocally(entry, op, before.state);
    const { id, device, seq } = entry;
    const node: Node = { id, device, seq, previous, parents, ...place, ...verdict, before, after: before };
    const after = isAllowed(node) ? stepUp(this.#dag, before, node, this.#empty) : { ...before, vector: place.vector };
    return { ...node, after };
  }

  #merge(nodes: readonly Node[]): Fold {
    const folds = nodes.filter((node) => !nodes.some((other) => other !== node && descends(other, node)));
    if (folds.length === 0) return emptyFold(this.#empty);
    return mergeFolds(
      this.#dag,
      folds.map(({ after }) => after),
      this.#empty,
    );
  }

  #advance(node: Node): void {
    if (isLoose(this.#forks, node)) return;
    const overtaken = [...this.#frontier].filter((head) => descends(node, head));
    for (const head of overtaken) this.#frontier.delete(head);
    this.#current = this.#frontier.size === 0 ? node.after : undefined;
    this.#frontier.add(node);
    this.#state = undefined;
  }
}
