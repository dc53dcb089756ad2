import * as v from 'valibot';

/** What a room has settled for itself, in clear: the fold reads it. */
export interface Policies {
  /** The lowest rank that may make and revoke invites and admit people. */
  readonly invite: 'owner' | 'admin' | 'moderator' | 'member';
  /** EPO-4: do newcomers read what was said before they came? */
  readonly history: 'all' | 'joining';
}

export const DEFAULT_POLICIES: Policies = { invite: 'admin', history: 'all' };

/** What an op says of them; what it leaves out stays as it was. */
export const policiesSchema = v.strictObject({
  invite: v.exactOptional(v.picklist(['owner', 'admin', 'moderator', 'member'])),
  history: v.exactOptional(v.picklist(['all', 'joining'])),
});
export type PolicyChange = v.InferOutput<typeof policiesSchema>;
