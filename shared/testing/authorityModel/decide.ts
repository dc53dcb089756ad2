import {
  ADMIN,
  DEFAULT_POLICIES,
  OUT,
  OWNER,
  actorOf,
  byId,
  cameAlone,
  concurrent,
  personOf,
  type Op,
  type Person,
  type Policies,
  type Rank,
} from './history.ts';
import { allowedAt, targetOf } from './authority.ts';
import { isIdentitys, lowered } from './lowering.ts';
import {
  admits,
  endedBy,
  given,
  isLive,
  lastRankIn,
  putOut,
  rankIn,
  stateOf,
  type Accepted,
  type Founding,
  type LocalOf,
  type State,
} from './state.ts';

/** The author's rank in a state, none if the device is not one of the person's there; of who comes in alone, that of whoever made the link. */
export function authorIn(state: State, one: Op): Rank {
  if (cameAlone(one)) return rankIn(state, actorOf(one));
  return isIdentitys(one) || isLive(state, one.device) ? rankIn(state, personOf(one.device)) : OUT;
}

/** CHA-4: which of the ops that passed CHA-3 are accepted, and at what effective rank. */
export function decide(founding: Founding, ops: readonly Op[], localOf: LocalOf): Accepted {
  const accepted = new Map<Op, Rank>();
  // The identity's word needs no rank: a key it gave up acts in no stratum, whatever its person has become meanwhile.
  for (const one of ops) if (one.act.kind === 'device.revoke') accepted.set(one, authorIn(localOf(one), one));
  const undecided = new Set(ops.filter((one) => !accepted.has(one)));
  const amongAncestors = (one: Op): State =>
    stateOf(founding, new Map([...accepted].filter(([other]) => one.before.has(other))), localOf);
  const actingRank = (one: Op): Rank => {
    const given = rankIn(amongAncestors(one), actorOf(one));
    // Who leaves goes from what they are, not from what they took themself for.
    const seen = one.act.kind === 'leave' ? OWNER : authorIn(localOf(one), one);
    const rank = Math.min(seen, given, lowered(one, accepted));
    return (one.act.kind === 'leave' && rank !== OUT ? Math.max(rank, raised(one, accepted)) : rank) as Rank;
  };
  /** Who comes in alone weighs no more than what they become. */
  const effectiveRank = (one: Op): Rank =>
    Math.min(
      actingRank(one),
      cameAlone(one) ? (given(one)?.rank ?? OUT) : one.act.kind === 'leave' ? ADMIN : OWNER,
    ) as Rank;
  /** CHA-6: "asked of those among its accepted ancestors", or that, decided in a lower stratum, would be as things stand. */
  const policiesOf = (one: Op): Policies => {
    const said = [...one.before].flatMap((other): [Op, Rank][] => {
      if (other.act.kind !== 'settings') return [];
      const rank = accepted.get(other) ?? (undecided.has(other) ? effectiveRank(other) : OUT);
      return rank >= ADMIN ? [[other, rank]] : [];
    });
    return said
      .sort(([a, ra], [b, rb]) => a.depth - b.depth || ra - rb || byId(a, b))
      .reduce(
        (policies, [{ act }]) => ({ ...policies, ...(act.kind === 'settings' ? act.policies : {}) }),
        DEFAULT_POLICIES,
      );
  };
  /** "Or, decided in a lower stratum, would be as things stand." */
  const isMade = (invite: Op): boolean =>
    accepted.has(invite) || (undecided.has(invite) && allowedAt(invite, actingRank(invite), OUT, policiesOf(invite)));
  /** "Stays only if somebody who may admit, and knew nothing of the end, built on it", with more than a word of themself. */
  const isWelcomed = (join: Op, end: Op): boolean =>
    [...accepted].some(
      ([other, rank]) =>
        !isOfOneself(other) && other.before.has(join) && concurrent(other, end) && rank >= policiesOf(other).invite,
    );
  const isInvited = (one: Op, rank: Rank): boolean => {
    if (one.act.kind !== 'join') return true;
    const made = isMade(one.act.invite);
    if (!cameAlone(one)) return made || vouchesForInvite(one, rank, localOf);
    return made && endsOf(one, accepted).every((end) => isWelcomed(one, end));
  };

  for (let stratum: number = OWNER; stratum >= OUT; stratum--) {
    for (;;) {
      // Looked at anew after each: a handover gives the rank its successor's ops wait for, a leave takes one.
      const next = [...undecided].filter((one) => effectiveRank(one) === stratum).sort(whatOthersRestOnFirst)[0];
      if (next === undefined) break;
      undecided.delete(next);
      const rank = cameAlone(next) || next.act.kind === 'leave' ? actingRank(next) : (stratum as Rank);
      const grounds = { local: localOf(next), given: amongAncestors(next), accepted, policies: policiesOf(next) };
      if (isInvited(next, rank) && !isVoid(next, rank, grounds)) accepted.set(next, stratum as Rank);
    }
  }
  return accepted;
}

/** CHA-2's row "oneself". */
const isOfOneself = ({ act }: Op): boolean => ['leave', 'name', 'device.add', 'device.revoke'].includes(act.kind);

/** Accepted ops that end, at the same time, the open link somebody comes in by alone, or settle that nobody does. */
const endsOf = (join: Op, accepted: Accepted): Op[] =>
  [...accepted.keys()].filter((end) => {
    if (join.act.kind !== 'join' || !concurrent(join, end)) return false;
    const { invite } = join.act;
    if (end.act.kind === 'settings') return end.act.policies?.links === 'asked';
    return (end.act.kind === 'uninvite' && end.act.invite === invite) || endedBy(end, [invite]).length > 0;
  });

/** Whoever is above the inviter vouches for the invite they let somebody in by: it is decided after them. */
const vouchesForInvite = ({ act }: Op, rank: Rank, localOf: LocalOf): boolean =>
  act.kind === 'join' && rank > authorIn(localOf(act.invite), act.invite);

function whatOthersRestOnFirst(a: Op, b: Op): number {
  return order(a) - order(b) || byId(a, b);
}

/** "Handovers and leaves, settings, other lowerings, ids": invites before what rests on them. */
function order({ act }: Op): number {
  switch (act.kind) {
    case 'handover':
    case 'leave':
      return 1;
    case 'settings':
      return 2;
    case 'remove':
    case 'role':
      return 3;
    case 'invite':
      return 4;
    default:
      return 5;
  }
}

interface Grounds {
  readonly local: State;
  /** What accepted ancestors alone give. */
  readonly given: State;
  readonly accepted: Accepted;
  readonly policies: Policies;
}

function isVoid(one: Op, rank: Rank, grounds: Grounds): boolean {
  const target = targetOf(one);
  const standing = target === undefined ? OUT : standingOf(one, target, grounds);
  if (!allowedAt(one, rank, standing, grounds.policies)) return true; // (a)
  return raisedAbove(one, rank, grounds.accepted) || addsWhomARemovalRemoves(one, grounds.accepted); // (b), (c)
}

/** What they are by the local fold or by accepted ancestors; of who is out by both, what they were (CHA-5's tightening). */
function standingOf(one: Op, target: Person, { local, given }: Grounds): Rank {
  const is = greater(rankIn(local, target), rankIn(given, target));
  return is === OUT && one.act.kind === 'remove' ? lastRankIn(local, target) : is;
}

const greater = (a: Rank, b: Rank): Rank => (a > b ? a : b);

/** (b), and of a leave the one part that keeps the room an owner: nobody leaves from before becoming it. */
function raisedAbove(one: Op, rank: Rank, accepted: Accepted): boolean {
  const { act } = one;
  if (act.kind === 'leave') return raises(one, personOf(one.device), ADMIN, OWNER, accepted);
  return (act.kind === 'remove' || act.kind === 'role') && raises(one, act.target, rank, rank, accepted);
}

/** "A leave is decided no lower than at the highest rank below owner that an accepted concurrent op gives its author." */
function raised(leave: Op, accepted: Accepted): number {
  const sayings = [...accepted.keys()].map((other) => (concurrent(leave, other) ? given(other) : undefined));
  const ranks = sayings.map((what) => (what?.target === personOf(leave.device) ? what.rank : OUT));
  return Math.min(ADMIN, Math.max(OUT, ...ranks));
}

/** Does an accepted concurrent op of a stratum above `rank` raise the person to `least` or more? */
function raises(one: Op, person: Person, rank: Rank, least: Rank, accepted: Accepted): boolean {
  return [...accepted].some(([other, its]) => {
    const what = given(other);
    return its > rank && concurrent(one, other) && what?.target === person && what.rank >= least;
  });
}

function addsWhomARemovalRemoves(one: Op, accepted: Accepted): boolean {
  if (!admits(one)) return false;
  return [...accepted.keys()].some((other) => concurrent(one, other) && putOut(other) === targetOf(one));
}
