/**
 * CHA-4's decision, for the lowerings there are so far. It is asked only where somebody acted concurrently with their own
 * lowering; everywhere else every op that CHA-3 allows is accepted.
 *
 * Ops are decided in strata of effective rank, the owner's first, lowerings first within one. A lowering reaches its
 * target's concurrent ops, unless an accepted op of higher effective rank, itself concurrent with the lowering, was built
 * on them: who is above the one lowered has vouched for what they saw. Whatever only a void op gave goes with it.
 *
 * Removal, role and handover widen `targetOf`, `isLowered` (what they leave) and `givenBy`; the walk stays.
 */
import type { Dag } from '#shared/charter/dag.ts';
import { isLowering } from '#shared/charter/fold.ts';
import { type AllowedNode, areConcurrent, descends, type Ranked, type Vector } from '#shared/charter/node.ts';
import { ruleOf } from '#shared/charter/ops/rules.ts';
import { higherOf, outranks, type Rank, RANKS } from '#shared/charter/rank.ts';
import type { IdentityId, InviteId } from '#shared/ids.ts';

/** Whom a lowering lowers. */
const targetOf = (lowering: AllowedNode): IdentityId => lowering.author;

/** The lowerings in a closed set of ops that their target acted concurrently with. */
export const contestedOf = (dag: Dag, vector: Vector, lowerings: readonly AllowedNode[]): AllowedNode[] =>
  lowerings.filter((lowering) =>
    [...dag.linesOf(targetOf(lowering))].some((line) => {
      const seen = lowering.vector[line] ?? 0;
      const next = seen < (vector[line] ?? 0) ? dag.at(line, seen) : undefined;
      return next !== undefined && !descends(next, lowering);
    }),
  );

/** Decides a closed set of ops, all allowed by CHA-3. */
export function decide(ops: readonly AllowedNode[]): Ranked[] {
  const decision = new Decision();
  let reduced: AllowedNode[] = [];
  for (const rank of RANKS.toReversed()) {
    const stratum = [...ops.filter((node) => node.rank === rank), ...reduced].sort(compareInStratum);
    reduced = stratum.filter((node) => decision.decideAt(node, rank) === 'lower');
  }
  return decision.accepted;
}

/** Depth decides nothing between ops at odds; it only sees to it that an invite comes before who joins by it. */
function compareInStratum(a: AllowedNode, b: AllowedNode): number {
  const first = Number(isLowering(b)) - Number(isLowering(a));
  return first || a.depth - b.depth || (a.id < b.id ? -1 : 1);
}

class Decision {
  readonly accepted: Ranked[] = [];
  readonly #lowerings: Ranked[] = [];
  /** Accepted ops that gave somebody a rank. */
  readonly #raises = new Map<IdentityId, Ranked[]>();
  readonly #invites = new Map<InviteId, AllowedNode[]>();

  /** Takes the op in at this rank, or says that it may be asked again a stratum lower, or not at all. */
  decideAt(node: AllowedNode, rank: Rank): 'accepted' | 'lower' | 'void' {
    if (this.#isLowered(node) || !this.#hasInvite(node)) return 'void';
    if (outranks(rank, this.#rankGiven(node))) return 'lower';
    const { author, device, op, before } = node;
    if (rank !== node.rank && ruleOf(op).check(op, { author, device, rank, state: before.state })) return 'void';
    this.#accept(node, rank);
    return 'accepted';
  }

  #accept(node: AllowedNode, rank: Rank): void {
    this.accepted.push({ node, rank });
    if (isLowering(node)) this.#lowerings.push({ node, rank });
    if (node.op.t === 'invite.create') push(this.#invites, node.op.invite, node);
    const given = givenBy(node);
    if (given) push(this.#raises, given.identity, { node, rank: given.rank });
  }

  #isLowered(node: AllowedNode): boolean {
    if (isLowering(node)) return false;
    return this.#lowerings.some(
      (lowering) =>
        targetOf(lowering.node) === node.author &&
        areConcurrent(lowering.node, node) &&
        !this.#isVouchedFor(node, lowering),
    );
  }

  #isVouchedFor(node: AllowedNode, lowering: Ranked): boolean {
    return this.accepted.some(
      (other) =>
        outranks(other.rank, lowering.rank) && descends(other.node, node) && areConcurrent(other.node, lowering.node),
    );
  }

  /** A join of lower or equal rank goes with the invite it came by; a higher one has vouched for it. */
  #hasInvite({ op, before, rank, vector }: AllowedNode): boolean {
    if (op.t !== 'join') return true;
    const invite = before.state.invites.get(op.invite);
    if (invite && outranks(rank, before.state.members.get(invite.by)?.rank)) return true;
    return (this.#invites.get(op.invite) ?? []).some((made) => (vector[made.line] ?? 0) > made.position);
  }

  #rankGiven(node: AllowedNode): Rank | undefined {
    // Who comes in by an open link acts by the authority of whoever made it.
    const own = node.op.t === 'genesis' || (node.op.t === 'join' && node.op.certificate.sign === node.device);
    if (own) return node.rank;
    return (this.#raises.get(node.author) ?? [])
      .filter((raise) => descends(node, raise.node))
      .reduce<Rank | undefined>((best, raise) => higherOf(best, raise.rank), undefined);
  }
}

function givenBy({ op, before }: AllowedNode): { identity: IdentityId; rank: Rank } | undefined {
  switch (op.t) {
    case 'genesis':
      return { identity: op.certificate.identity, rank: 'owner' };
    case 'member.add': {
      const identity = op.certificates[0]?.identity;
      return identity && { identity, rank: op.role };
    }
    case 'join': {
      const invite = before.state.invites.get(op.invite);
      return invite && { identity: op.certificate.identity, rank: invite.role };
    }
    default:
      return undefined;
  }
}

function push<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}
