/**
 * On whom an op bears: what CHA-4 asks of an op beside its rank. By the op and the fold of its ancestors alone, so the answer
 * never changes.
 */
import type { AllowedNode } from '#shared/charter/node.ts';
import { isOwnJoin } from '#shared/charter/ops/join.ts';
import { isDemotion } from '#shared/charter/ops/memberRole.ts';
import type { Rank } from '#shared/charter/rank.ts';
import type { DeviceId, IdentityId, InviteId } from '#shared/ids.ts';

/** Somebody came in alone, by an open link. */
export const cameAlone = ({ op, device }: AllowedNode): boolean => op.t === 'join' && isOwnJoin(op, device);

/** By whose standing the op is done: the author's; who comes in alone does so by the inviter's. */
export function actorOf(node: AllowedNode): IdentityId {
  const { op, author, before } = node;
  if (op.t !== 'join' || !cameAlone(node)) return author;
  return before.state.invites.get(op.invite)?.by ?? author;
}

/** What an op says that somebody is from then on; `rank` undefined: not in the room. */
export interface Saying {
  readonly identity: IdentityId;
  readonly rank: Rank | undefined;
}

export function sayingsOf({ op, author, before }: AllowedNode): Saying[] {
  const { members, invites } = before.state;
  const seats = (identity: IdentityId, rank: Rank): Saying[] => [{ identity, rank }];
  switch (op.t) {
    case 'genesis':
      return seats(op.certificate.identity, 'owner');
    case 'member.add': {
      const identity = op.certificates[0]?.identity;
      return identity === undefined ? [] : seats(identity, op.role);
    }
    case 'join': {
      const role = invites.get(op.invite)?.role;
      // Who is in brings one more device and stays what they are.
      return role === undefined || members.has(op.certificate.identity) ? [] : seats(op.certificate.identity, role);
    }
    case 'member.role':
      return seats(op.member, op.role);
    case 'member.handover':
      return [...seats(op.member, 'owner'), ...seats(author, 'admin')];
    case 'member.remove':
      return [{ identity: op.member, rank: undefined }];
    case 'member.leave':
      return [{ identity: author, rank: undefined }];
    default:
      return [];
  }
}

export const isAdd = ({ op }: AllowedNode): boolean => op.t === 'genesis' || op.t === 'member.add' || op.t === 'join';

/** CHA-4: whom or which device an op lowers, and to what. */
export interface Lowers {
  readonly who: IdentityId | DeviceId;
  readonly leaves: Rank | undefined;
}

export function lowersOf({ op, author, before }: AllowedNode): Lowers | undefined {
  switch (op.t) {
    case 'member.remove':
      return { who: op.member, leaves: undefined };
    case 'member.leave':
      return { who: author, leaves: undefined };
    case 'member.handover':
      return { who: author, leaves: 'admin' };
    case 'member.role':
      return isDemotion(op, before.state) ? { who: op.member, leaves: op.role } : undefined;
    case 'device.revoke':
      return { who: op.device, leaves: undefined };
    default:
      return undefined;
  }
}

/** Devices an op brings in: of who is given a rank, those they had as far as its author knew. */
export function devicesIn({ op, before }: AllowedNode): DeviceId[] {
  switch (op.t) {
    case 'genesis':
    case 'join':
    case 'device.add':
      return [op.certificate.sign];
    case 'member.add':
      return op.certificates.map(({ sign }) => sign);
    case 'member.role':
    case 'member.handover':
      return (before.state.devicesOf.get(op.member) ?? []).filter((device) => before.state.devices.get(device)?.live);
    default:
      return [];
  }
}

/** All open links, those made at the same time too. */
export const EVERY_LINK = 'every link';

/** Open links an op ends: who comes in by one at the same time may be nobody's guest. While links are asked none lets anybody in alone. */
export function linksEnded({ op, before }: AllowedNode): (InviteId | typeof EVERY_LINK)[] {
  const { invites } = before.state;
  if (op.t === 'settings') return op.policies?.links === 'asked' ? [EVERY_LINK] : [];
  if (op.t === 'invite.revoke') return invites.get(op.invite)?.open ? [op.invite] : [];
  if (op.t !== 'member.remove') return [];
  return [...invites].flatMap(([id, { open, revoked }]) => (open && !revoked ? [id] : []));
}
