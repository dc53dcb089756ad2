/** An invite from either end. */
import type { InviteId, RoomId } from '#shared/ids.ts';

export interface Invite {
  readonly invite: InviteId;
  /** Present when this device knows the secret (it made the invite). */
  readonly link?: string;
  readonly uses: number | 'any';
  readonly used: number;
  /** ms UTC. */
  readonly expires: number;
  readonly open: boolean;
  readonly state: 'live' | 'spent' | 'expired' | 'revoked';
  readonly by: string;
}

export interface JoinProgress {
  readonly link: string;
  readonly step: 'checking' | 'checked' | 'asking' | 'waiting' | 'fetching' | 'done' | 'dead';
  readonly room?: RoomId;
  readonly preview?: {
    readonly room: string;
    readonly inviter: string;
    readonly expires: number;
    readonly members: number;
  };
  /** While waiting: names or roles of who can let the person in. */
  readonly waitingFor?: string;
  /** It takes a person's yes. */
  readonly isAsked?: true;
  readonly fetched?: { readonly entries: number; readonly of: number };
  /** When dead or held up: what happened and what to do. */
  readonly say?: string;
  /** When dead: the link lets nobody in any more, so that nobody looks again. */
  readonly isOver?: true;
  readonly code?:
    'unreadable' | 'unknown' | 'expired' | 'revoked' | 'spent' | 'declined' | 'turned-away' | 'unreachable';
}
