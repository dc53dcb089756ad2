import {
  ADMIN,
  MEMBER,
  MODERATOR,
  OUT,
  OWNER,
  cameAlone,
  personOf,
  type Op,
  type Person,
  type Policies,
  type Rank,
} from './history.ts';
import { given } from './state.ts';

/** The one an op is about, when its rank matters. */
export function targetOf({ act }: Op): Person | undefined {
  switch (act.kind) {
    case 'add':
    case 'remove':
    case 'role':
    case 'join':
      return act.target;
    default:
      return undefined;
  }
}

/** The table of CHA-2: may someone of this rank do it under these policies, the target standing at `target`? */
export function allowedAt(one: Op, rank: Rank, target: Rank, { invite, links }: Policies): boolean {
  const { act } = one;
  switch (act.kind) {
    case 'add':
    case 'role':
      return rank >= MODERATOR && rank > target && rank > act.role;
    case 'remove':
      return rank >= MODERATOR && rank > target;
    case 'join':
      // Who comes in alone does so by the standing of whoever made the link.
      return (
        (cameAlone(one)
          ? links === 'open' && act.invite.act.kind === 'invite' && !!act.invite.act.open
          : rank >= invite) &&
        rank > target &&
        rank > (given(one)?.rank ?? OWNER)
      );
    case 'name':
      return rank !== OUT;
    case 'leave':
      return rank !== OUT && rank !== OWNER;
    case 'handover':
      return rank === OWNER;
    case 'device.add':
      return rank !== OUT && personOf(act.device) === personOf(one.device);
    // The identity signs it, and a key that is out does no harm.
    case 'device.revoke':
      return personOf(act.device) === personOf(one.device);
    case 'settings':
      return rank >= ADMIN;
    case 'uninvite':
      return rank >= invite || (rank !== OUT && personOf(act.invite.device) === personOf(one.device));
    case 'invite':
      return rank >= invite && rank > act.role && !(act.open && links === 'asked');
    case 'rotate':
      return rank >= MEMBER;
  }
}
