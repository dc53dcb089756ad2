import { isSpent, type InviteState } from './state.ts';

export interface InviteTrouble {
  readonly code: 'revoked' | 'spent' | 'expired';
  /** A sentence for whoever holds the link. */
  readonly say: string;
}

/** Why an invite lets nobody in at `now` (ms UTC, by the clock of who judges: CHA-8); undefined while it is good. */
export function inviteTrouble(invite: InviteState, now: number): InviteTrouble | undefined {
  if (invite.revoked) return { code: 'revoked', say: 'This invite was turned off. Ask for a new one.' };
  if (isSpent(invite)) return { code: 'spent', say: 'This invite is used up. Ask for a new one.' };
  if (invite.expires <= now) return { code: 'expired', say: 'This invite has expired. Ask for a new one.' };
  return undefined;
}
