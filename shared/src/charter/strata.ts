/**
 * CHA-4's decision. It is asked only where there is something to decide (contests.ts); everywhere else every op that CHA-3
 * allows is accepted.
 *
 * Ops are decided in strata of effective rank, the owner's first. A lowering reaches its target's concurrent ops, unless an
 * accepted op of higher effective rank, itself concurrent with the lowering, was built on them: who is above has vouched
 * for what they saw. Whatever only a void op gave goes with it.
 */
import {
  actorOf,
  cameAlone,
  EVERY_LINK,
  isAdd,
  linksEnded,
  type Lowers,
  lowersOf,
  sayingsOf,
} from '#shared/charter/bearing.ts';
import { compareRanked } from '#shared/charter/fold.ts';
import {
  type AllowedNode,
  areConcurrent,
  contains,
  descends,
  holds,
  joinVectors,
  type Ranked,
  type Step,
  type Vector,
} from '#shared/charter/node.ts';
import type { CharterOp } from '#shared/charter/ops/op.ts';
import { ruleOf } from '#shared/charter/ops/rules.ts';
import { DEFAULT_POLICIES, type Policies } from '#shared/charter/policies.ts';
import { atLeast, higherOf, lowerOf, outranks, type Rank, RANKS } from '#shared/charter/rank.ts';
import { rankSaid, type Said } from '#shared/charter/rankSaid.ts';
import { type CharterState, rankOf } from '#shared/charter/state.ts';
import { inOrder } from '#shared/charter/stratumOrder.ts';
import type { DeviceId, IdentityId, InviteId } from '#shared/ids.ts';

/**
 * Decides ops that CHA-3 allows: a closed set, or what goes on from `settled`, all of it knowing all that was decided there.
 * Each is asked at most once a stratum, whatever others place: nothing is ever decided anew.
 */
export function decide(ops: readonly AllowedNode[], settled?: Step, work = { asked: 0, weighed: 0 }): Ranked[] {
  const decision = new Decision(ops, settled, work);
  // The identity's word needs no rank: a key it gave up acts in no stratum, whatever its person has become meanwhile.
  for (const node of ops.filter(isRevocation)) decision.accept(node, node.rank);
  let waiting = ops.filter((node) => !isRevocation(node));
  for (const rank of RANKS.toReversed()) {
    const stratum = inOrder(waiting.filter((node) => atLeast(node.rank, rank) || decision.isRaised(node, rank)));
    work.asked += stratum.length;
    const decided = new Set(stratum.filter((node) => decision.decideAt(node, rank) !== 'lower'));
    waiting = waiting.filter((node) => !decided.has(node));
  }
  return decision.accepted;
}

type Lowering = Ranked & Lowers;

/** What a lowering does not reach: the ancestors of those that vouch, as far as the first `seen` accepted ops say. */
interface Spared {
  vector: Vector;
  seen: number;
}

const isRevocation = ({ op }: AllowedNode): boolean => op.t === 'device.revoke';

class Decision {
  readonly accepted: Ranked[] = [];
  readonly #lowerings = new Map<IdentityId | DeviceId, Lowering[]>();
  readonly #said = new Map<IdentityId, Said[]>();
  /** Ops that make an invite, decided or not. */
  readonly #invites = new Map<InviteId, AllowedNode[]>();
  readonly #decided = new Map<AllowedNode, Rank | 'void'>();
  readonly #linksEnded = new Map<InviteId | typeof EVERY_LINK, AllowedNode[]>();
  /** Ops that say something of the room's policies, decided or not. */
  readonly #settings: readonly AllowedNode[];
  /** What who made an invite was then: since, they may have risen. */
  readonly #invitedAs: ReadonlyMap<InviteId, Rank>;

  readonly #settled: Step | undefined;
  readonly #spared = new Map<Lowering, Spared>();
  readonly #work: { weighed: number };

  constructor(ops: readonly AllowedNode[], settled: Step | undefined, work: { weighed: number }) {
    this.#settled = settled;
    this.#work = work;
    for (const node of ops) if (node.op.t === 'invite.create') push(this.#invites, node.op.invite, node);
    this.#settings = ops.filter(({ op }) => op.t === 'genesis' || op.t === 'settings');
    this.#invitedAs = new Map(ops.flatMap(({ op, rank }) => (op.t === 'invite.create' ? [[op.invite, rank]] : [])));
  }

  /** Takes the op in at this rank, or says that it may be asked again a stratum lower, or not at all. */
  decideAt(node: AllowedNode, rank: Rank): 'accepted' | 'lower' | 'void' {
    const acting = this.#actingRank(node);
    const weight = cameAlone(node) ? lowerOf(acting, rank) : acting;
    if (weight !== undefined && outranks(rank, weight) && !this.isRaised(node, rank)) return 'lower';
    if (acting !== undefined && this.#stands(node, acting)) {
      this.accept(node, rank);
      return 'accepted';
    }
    this.#decided.set(node, 'void');
    return 'void';
  }

  /**
   * Is this a leave by somebody who was made this much without knowing, or only seemed to be less? Decided any lower, it would come
   * after what their other device does with what they are. Who is the owner does not leave.
   */
  isRaised(node: AllowedNode, rank: Rank): boolean {
    if (node.op.t !== 'member.leave' || rank === 'owner') return false;
    const said = this.#said.get(node.author) ?? [];
    return (
      atLeast(this.#actingRank(node), rank) ||
      said.some((other) => atLeast(other.is, rank) && areConcurrent(other.node, node))
    );
  }

  accept(node: AllowedNode, rank: Rank): void {
    this.accepted.push({ node, rank });
    this.#decided.set(node, rank);
    const lowers = lowersOf(node);
    if (lowers) push(this.#lowerings, lowers.who, { node, rank, ...lowers });
    for (const { identity, rank: is } of sayingsOf(node)) push(this.#said, identity, { node, rank, is });
    for (const link of linksEnded(node)) push(this.#linksEnded, link, node);
  }

  /** CHA-4's effective rank of whoever the op is done by; undefined when nothing is left of it. */
  #actingRank(node: AllowedNode): Rank | undefined {
    if (node.op.t === 'genesis') return node.rank;
    const actor = actorOf(node);
    const accepted = this.#rankGiven(actor, node);
    // Who leaves goes from what they are, not from what they took themself for: of what they cite the accepted counts alone.
    const given = node.op.t === 'member.leave' ? accepted : lowerOf(rankOf(node.before.state, actor), accepted);
    const lowerings = [...(this.#lowerings.get(actor) ?? []), ...(this.#lowerings.get(node.device) ?? [])];
    const left = lowerings
      .filter((lowering) => this.#isReached(node, lowering))
      .reduce((rank, { leaves }) => lowerOf(rank, leaves), given);
    // The identity's word stands whatever is left of the person.
    return node.op.t === 'device.revoke' ? (left ?? 'reader') : left;
  }

  /** What the accepted among the op's ancestors make of somebody. */
  #rankGiven(identity: IdentityId, node: AllowedNode): Rank | undefined {
    const said = (this.#said.get(identity) ?? []).filter((one) => one.node !== node && descends(node, one.node));
    // What was settled said is one saying, older than all others.
    const settled = this.#settled && { ...this.#settled, is: rankOf(this.#settled.state, identity) };
    return rankSaid(settled ? [settled, ...said] : said);
  }

  /** Is there an ancestor that makes it and is accepted, or, decided in a lower stratum, would be as things stand? */
  #isMade(node: AllowedNode, invite: InviteId): boolean {
    if (this.#settled?.state.invites.has(invite)) return true;
    const grounds = (this.#invites.get(invite) ?? []).filter((other) => descends(node, other));
    return grounds.some((other) => this.#standsAt(other) !== undefined);
  }

  /** The rank it is accepted at, or would be as things stand. */
  #standsAt(node: AllowedNode): Rank | undefined {
    const decided = this.#decided.get(node);
    if (decided !== undefined) return decided === 'void' ? undefined : decided;
    const acting = this.#actingRank(node);
    return acting !== undefined && this.#stands(node, acting) ? acting : undefined;
  }

  #isReached(node: AllowedNode, lowering: Lowering): boolean {
    if (!areConcurrent(lowering.node, node) || isSpared(node, lowering.node)) return false;
    return !holds(this.#sparedBy(lowering), node);
  }

  /** Of everything accepted each is weighed once against a lowering, however many ops that could reach. */
  #sparedBy(lowering: Lowering): Vector {
    const spared = this.#spared.get(lowering) ?? { vector: new Uint16Array(0), seen: 0 };
    for (const { node, rank } of this.accepted.slice(spared.seen)) {
      this.#work.weighed++;
      if (!outranks(rank, lowering.rank) || !areConcurrent(node, lowering.node)) continue;
      if (!contains(spared.vector, node.vector)) spared.vector = joinVectors(spared.vector, node.vector);
    }
    spared.seen = this.accepted.length;
    this.#spared.set(lowering, spared);
    return spared.vector;
  }

  #stands(node: AllowedNode, acting: Rank): boolean {
    return (
      this.#hasInvite(node, acting) &&
      this.#isAllowed(node, acting) &&
      !this.#isOverruled(node, acting) &&
      !this.#addsTheRemoved(node)
    );
  }

  /** (a), with what the accepted ancestors say where that is not what the author saw. */
  #isAllowed(node: AllowedNode, rank: Rank): boolean {
    const { op, author, device, before } = node;
    const state = READS_POLICIES.has(op.t) ? { ...before.state, policies: this.#policiesAt(node) } : before.state;
    const target = 'member' in op ? op.member : undefined;
    const known = rankOf(state, target);
    const targeted = target && seenAs(state, target, higherOf(known, this.#rankGiven(target, node)));
    // By an open link the inviter lets in, with what is left of their rank.
    const seen = cameAlone(node) ? seenAs(state, actorOf(node), rank) : (targeted ?? state);
    if (isAdd(node) && this.#addsTheHigher(node, rank)) return false;
    const refused = ruleOf(op).check(op, { author, device, rank, state: seen });
    // Whether it changed anything was for its author to see: what is accepted of its ancestors as yet may say the same.
    return refused === undefined || refused.code === 'same-role';
  }

  /** (a) of an add: who was out, as its author saw it, never went; what put them out is void. */
  #addsTheHigher(node: AllowedNode, rank: Rank): boolean {
    return sayingsOf(node).some(({ identity }) => {
      const is = this.#rankGiven(identity, node);
      return is !== undefined && !outranks(rank, is);
    });
  }

  /** (b) Somebody above made of them, at the same time, what this rank has no say over. Who left is gone, unless they own the room. */
  #isOverruled({ op, author, ...place }: AllowedNode, rank: Rank): boolean {
    if (op.t !== 'member.remove' && op.t !== 'member.role' && op.t !== 'member.leave') return false;
    const [target, least] = op.t === 'member.leave' ? [author, 'owner' as const] : [op.member, rank];
    return (this.#said.get(target) ?? []).some(
      ({ node, rank: by, is }) => outranks(by, rank) && atLeast(is, least) && areConcurrent(node, place),
    );
  }

  /** (c) */
  #addsTheRemoved(node: AllowedNode): boolean {
    if (!isAdd(node)) return false;
    return sayingsOf(node).some(({ identity }) =>
      (this.#said.get(identity) ?? []).some((said) => said.is === undefined && areConcurrent(said.node, node)),
    );
  }

  /**
   * A join of lower or equal rank goes with the invite it came by; a higher one has vouched for it. Who came in alone by an open link while it was ended stays only if somebody who
   * may admit, not knowing of the end either, built on it: else nobody could ever end a link that the removed have kept.
   */
  #hasInvite(node: AllowedNode, acting: Rank): boolean {
    const { op } = node;
    if (op.t !== 'join') return true;
    if (!cameAlone(node) && outranks(acting, this.#invitedAs.get(op.invite))) return true;
    if (!this.#isMade(node, op.invite)) return false;
    if (!cameAlone(node)) return true;
    const ends = ([op.invite, EVERY_LINK] as const).flatMap((link) => this.#linksEnded.get(link) ?? []);
    return ends.every((end) => !areConcurrent(end, node) || this.#isWelcomed(node, end));
  }

  #isWelcomed(join: AllowedNode, end: AllowedNode): boolean {
    return this.accepted.some(
      ({ node, rank }) =>
        !ABOUT_ONESELF.has(node.op.t) &&
        descends(node, join) &&
        areConcurrent(node, end) &&
        atLeast(rank, this.#policiesAt(node).invite),
    );
  }

  /** CHA-6 for the op's author: what they may do by a change of policy goes with that change. */
  #policiesAt(node: AllowedNode): Policies {
    const said = this.#settings.flatMap((other): Ranked[] => {
      const rank = descends(node, other) ? this.#standsAt(other) : undefined;
      return rank === undefined ? [] : [{ node: other, rank }];
    });
    return said
      .sort(compareRanked)
      .reduce<Policies>(
        (policies, { node: { op } }) => ('policies' in op ? { ...policies, ...op.policies } : policies),
        this.#settled?.state.policies ?? DEFAULT_POLICIES,
      );
  }
}

/** What anybody says of themself alone vouches for nobody: no lowering reaches a revocation, nor one's own leave one's other leave. */
const ABOUT_ONESELF: ReadonlySet<CharterOp['t']> = new Set([
  'device.add',
  'device.revoke',
  'member.leave',
  'member.name',
]);

const READS_POLICIES: ReadonlySet<CharterOp['t']> = new Set(['join', 'invite.create', 'invite.revoke']);

/** The identity signed it: what became of the device that brings it does not matter [T-58]. */
const isIdentitys = ({ op }: AllowedNode): boolean => op.t === 'device.add' || op.t === 'device.revoke';

/** Who left comes back by being admitted, never by another device that left too, or revoked the first, from before. */
function isSpared(node: AllowedNode, { op: lowering }: AllowedNode): boolean {
  if (lowering.t === 'device.revoke') return isIdentitys(node) || node.op.t === 'member.leave';
  return lowering.t === 'member.leave' && node.op.t === 'member.leave';
}

function seenAs(state: CharterState, identity: IdentityId, rank: Rank | undefined): CharterState {
  const [known, seated] = [state.members.get(identity), state.seats.get(identity)];
  if (rank === undefined || known?.rank === rank) return state;
  if (known) return { ...state, members: state.members.with(identity, { ...known, rank }) };
  return seated ? { ...state, seats: state.seats.with(identity, { ...seated, rank }) } : state;
}

function push<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}
