import { ADMIN, OUT, OWNER, actorOf, concurrent, personOf, type Op, type Rank } from './history.ts';
import type { Accepted } from './state.ts';

/** On the identity's signature alone, so what became of the device that carries it does not matter. */
export const isIdentitys = ({ act }: Op): boolean => act.kind === 'device.revoke' || act.kind === 'device.add';

/** Leaving and revoking one's own device. */
const isOnes = ({ act }: Op): boolean => act.kind === 'leave' || act.kind === 'device.revoke';

/** The rank that `lowering` leaves the author of `one`; the owner's where it lowers someone else or nobody. */
function leaves(lowering: Op, one: Op): Rank {
  const { act } = lowering;
  const author = actorOf(one);
  // The identity's word stands; and whoever left comes back by being admitted, never by a second device that left, or revoked the
  // first, from before.
  if (one.act.kind === 'device.revoke') return OWNER;
  if (one.act.kind === 'leave' && isOnes(lowering)) return OWNER;
  switch (act.kind) {
    case 'remove':
      return act.target === author ? OUT : OWNER;
    case 'role':
      return act.target === author ? act.role : OWNER;
    case 'leave':
      return personOf(lowering.device) === author ? OUT : OWNER;
    case 'handover':
      return personOf(lowering.device) === author ? ADMIN : OWNER;
    case 'device.revoke':
      return act.device === one.device && one.act.kind !== 'device.add' ? OUT : OWNER;
    default:
      return OWNER;
  }
}

/** How far accepted concurrent lowerings bring down the author of `one`. */
export function lowered(one: Op, accepted: Accepted): Rank {
  let rank: Rank = OWNER;
  for (const [lowering, its] of accepted) {
    if (!concurrent(one, lowering)) continue;
    const left = leaves(lowering, one);
    if (left < rank && !vouchedFor(one, lowering, its, accepted)) rank = left;
  }
  return rank;
}

/**
 * "A lowering does not reach an op that is an ancestor of an accepted op of higher effective rank than the lowering" and, as every
 * device cites all heads it knows, void ones too, concurrent with the lowering: who has seen both vouches for nothing.
 */
function vouchedFor(one: Op, lowering: Op, rank: Rank, accepted: Accepted): boolean {
  return [...accepted].some(([other, its]) => its > rank && other.before.has(one) && !other.before.has(lowering));
}
