import * as v from 'valibot';
import { isMap } from '#shared/cbor.ts';

/** What a room has settled for itself, in clear: the fold reads it. */
export interface Policies {
  /** The lowest rank that may make and revoke invites and admit people. */
  readonly invite: 'owner' | 'admin' | 'moderator' | 'member';
  /** `open`: links may let whoever holds them in alone; `asked`: somebody who may admit has to carry each of them in. */
  readonly links: 'open' | 'asked';
  /** EPO-4: do newcomers read what was said before they came? */
  readonly history: 'all' | 'joining';
  /** The lowest rank that may write: above `member` the room is read-only to most. */
  readonly write: 'member' | 'moderator' | 'admin' | 'owner';
  /** MRK-3: does this room tell who has read what, and who is there? A person may say no for themselves besides. */
  readonly receipts: boolean;
  readonly presence: boolean;
}

export const DEFAULT_POLICIES: Policies = {
  invite: 'admin',
  links: 'open',
  history: 'all',
  write: 'member',
  receipts: true,
  presence: true,
};

/** What an op says of them; what it leaves out stays as it was. */
export const policiesSchema = v.pipe(
  // No key is required, so a list or bytes would pass for a map that says nothing: the op would have two encodings.
  v.custom<object>(isMap, 'wants a map'),
  v.strictObject({
    invite: v.exactOptional(v.picklist(['owner', 'admin', 'moderator', 'member'])),
    links: v.exactOptional(v.picklist(['open', 'asked'])),
    history: v.exactOptional(v.picklist(['all', 'joining'])),
    write: v.exactOptional(v.picklist(['member', 'moderator', 'admin', 'owner'])),
    receipts: v.exactOptional(v.boolean()),
    presence: v.exactOptional(v.boolean()),
  }),
);
export type PolicyChange = v.InferOutput<typeof policiesSchema>;
