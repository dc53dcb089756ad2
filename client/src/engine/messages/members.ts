/** Who is in a room, was, or wants to be. */
import type { EntryId, IdentityId } from '#shared/ids.ts';

export type Rank = 'owner' | 'admin' | 'moderator' | 'member' | 'reader';

export interface Member {
  readonly identity: IdentityId;
  readonly name: string;
  /** LOG-8: a device of theirs said two things in one place, so that nothing it said from there on counts. */
  readonly faulty?: true;
  readonly rank: Rank;
  readonly devices: number;
  readonly me: boolean;
  /** What the viewer may do about them. */
  readonly may: {
    readonly remove: boolean;
    /** Ranks they may be given, highest first; none when the viewer has no say. */
    readonly give: readonly Rank[];
    readonly handOver: boolean;
  };
}

/** Somebody who waits for a person's word, in a room that asks. */
export interface Asker {
  readonly request: string;
  readonly identity: IdentityId;
  /** What they want to be called; "Someone" on a device that cannot read it. */
  readonly name: string;
  /** Who made the link they came by, and whether that is this person. */
  readonly by: string;
  readonly mine: boolean;
  /** They left this room before, or were removed from it. */
  readonly wasHere?: true;
}

/** Somebody who was put out. */
export interface Gone {
  readonly identity: IdentityId;
  readonly name: string;
  readonly by: string;
}

/** Messages of somebody removed that arrived after it: kept on this device, shown to nobody. */
export interface LeftOut {
  readonly identity: IdentityId;
  readonly name: string;
  readonly count: number;
  /** The first of them; `text` where it opens here. */
  readonly messages: readonly { readonly id: EntryId; readonly at: number; readonly text?: string }[];
}
