/** Who somebody is in a room, in words. */
import { words } from '../app/words.ts';
import type { Member, Rank } from '../engine/messages.ts';

export const standingOf = (member: Member): string =>
  [
    member.me ? words.members.you : words.members.rank[member.rank],
    member.devices > 1 ? words.members.devices(member.devices) : '',
    member.faulty ? words.members.faulty : '',
  ]
    .filter(Boolean)
    .join(' · ');

const RANKS: readonly Rank[] = ['owner', 'admin', 'moderator', 'member', 'reader'];

/** Highest first. */
export const inOrder = (ranks: readonly Rank[]): Rank[] => RANKS.filter((rank) => ranks.includes(rank));
