/** A room beside its messages. */
import type { Policies } from '#shared/charter/policies.ts';
import type { EntryId, IdentityId, RoomId } from '#shared/ids.ts';
import type { Invite } from './invites.ts';
import type { Asker, Gone, LeftOut, Member } from './members.ts';

export interface RoomSummary {
  readonly room: RoomId;
  /** Undefined until a key opens the settings. */
  readonly name?: string;
  readonly topic?: string;
  /** Absent of a group. */
  readonly kind?: 'direct' | 'public';
  /** Of a conversation of two: with whom. */
  readonly other?: IdentityId;
  readonly members: number;
  readonly unread: number;
  readonly last?: { readonly at: number; readonly author: string; readonly mine: boolean; readonly text: string };
  readonly draft?: Draft;
  /** Row order key up to which the person has read. */
  readonly readUpTo?: string;
  readonly createdAt: number;
  /** How many people ask this person to be let in. */
  readonly asking?: number;
  readonly joining?: true;
  readonly left?: true;
  /** Its person removes it from this device: no list shows it any more. */
  readonly going?: true;
  /** Somebody put this person out: what is here stays readable, and nothing more comes. */
  readonly removed?: { readonly by: string; readonly reason?: string };
}

export interface RoomDetails {
  readonly room: RoomId;
  readonly kind?: RoomSummary['kind'];
  readonly members: readonly Member[];
  readonly invites: readonly Invite[];
  readonly rules: Rules;
  /** Who asks this person to be let in, the first to ask first. */
  readonly asking: readonly Asker[];
  /** What this person may let count after all. */
  readonly leftOut: readonly LeftOut[];
  /** Who was put out and may be put out again by this person, to tighten what counts of theirs. */
  readonly gone?: readonly Gone[];
  readonly may: {
    readonly invite: boolean;
    readonly settings: boolean;
    readonly leave: boolean;
    readonly write: boolean;
  };
  readonly kept: {
    /** Bytes of entries on this device, and how many. */
    readonly here: { readonly bytes: number; readonly entries: number };
    readonly relay: { readonly state: 'all' | 'behind' | 'none'; readonly at?: number };
    /** ID-7: it came back from the relay's copy, and no other member's device has confirmed that it is whole. */
    readonly unconfirmed?: true;
  };
  /** Own messages not durable on the relay yet, oldest first. */
  readonly waiting: readonly { readonly id: EntryId; readonly text: string; readonly at: number }[];
}

/** What a room has settled for itself. */
export type Rules = Policies;

/** What a person has begun to write. */
export interface Draft {
  /** Of a new message; empty when there is none. */
  readonly text: string;
  /** The message it answers. */
  readonly reply?: EntryId;
  /** A change of an own message under way, beside it. */
  readonly edit?: { readonly target: EntryId; readonly text: string };
}
