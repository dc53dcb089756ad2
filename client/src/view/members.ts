/** Who somebody is in a room, in words. */
import { words } from '../app/words.ts';
import type { Member, Rank } from '../engine/messages/members.ts';
import type { Present } from '../engine/messages/people.ts';

/** `here`: they have the room before them; `plain`: in a conversation of two, where ranks say nothing. */
export const standingOf = (member: Member, { here = false, plain = false } = {}): string =>
  [
    member.me ? words.members.you : plain ? '' : words.members.rank[member.rank],
    here ? words.members.here : '',
    member.devices > 1 ? words.members.devices(member.devices) : '',
    member.faulty ? words.members.faulty : '',
  ]
    .filter(Boolean)
    .join(' · ');

const RANKS: readonly Rank[] = ['owner', 'admin', 'moderator', 'member', 'reader'];

/** Highest first. */
export const inOrder = (ranks: readonly Rank[]): Rank[] => RANKS.filter((rank) => ranks.includes(rank));

/** Who is writing, in the order of the members. */
export const writersOf = (members: readonly Member[], present: readonly Present[]): Member[] =>
  members.filter(({ identity }) => present.some((each) => each.identity === identity && each.writing));
