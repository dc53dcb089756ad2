/** A person, and others as this one has them. */
import type { DeviceId, IdentityId, RoomId } from '#shared/ids.ts';
import type { Attention } from '#shared/sync/live.ts';

export type { Attention };

export interface Self {
  readonly identity: IdentityId;
  readonly device: DeviceId;
  readonly name: string;
  readonly hides?: Hides;
  /** Its person gave this device up: it shows nothing more and does nothing more. */
  readonly revoked?: true;
}

/** MRK-3: what a person does not want told of them, in any room. */
export interface Hides {
  readonly receipts?: boolean;
  readonly presence?: boolean;
}

/** Somebody this person has verified, or whose account is pinned. */
export interface Contact {
  readonly identity: IdentityId;
  /** ms UTC when the words were compared and matched. */
  readonly verified?: number;
  /** Name of the account that was first met with this identity. */
  readonly account?: string;
  /** ID-4: the account was this one's before, and the person has not been told yet. */
  readonly replaces?: IdentityId;
}

/** Somebody found by username. */
export interface Found {
  readonly identity: IdentityId;
  readonly username: string;
  /** As they are called in a room both are in. */
  readonly name?: string;
  readonly isOwn?: true;
}

/** Somebody who calls this person into a conversation of two. */
export interface Call {
  /** The one they founded. */
  readonly room: RoomId;
  readonly identity: IdentityId;
  readonly name: string;
  readonly link: string;
}

/** Somebody else who has the room before them. */
export interface Present {
  readonly identity: IdentityId;
  readonly writing: boolean;
}
