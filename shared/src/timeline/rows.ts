/**
 * What the fold makes of a room: rows that sort by `order`. Identities stand where the engine's rows have names;
 * they are resolved through `Timeline.profiles`.
 */
import { encode } from '#shared/cbor.ts';
import type { EntryId, IdentityId, Segment, WriterId } from '#shared/ids.ts';

/** (hlc, id) as text that sorts as the protocol orders. */
export type Order = string;

export interface TimelineMessage {
  readonly kind: 'message';
  readonly order: Order;
  readonly id: EntryId;
  readonly slot: { readonly segment: Segment; readonly writer: WriterId; readonly seq: number };
  readonly author: IdentityId;
  /** ms UTC. */
  readonly at: number;
  /** Empty once deleted. */
  readonly text: string;
  readonly mentions?: readonly IdentityId[];
  /** Earlier texts, oldest first; present once edited, gone once deleted. */
  readonly versions?: readonly { readonly at: number; readonly text: string }[];
  readonly deleted?: { readonly by: 'author' | 'moderator' | 'expiry' };
  /** Only the id as long as the message replied to is not here or does not open; gone once deleted. */
  readonly reply?: Quote;
  /** In the order they first appeared, people in the order they reacted. */
  readonly reactions: readonly { readonly emoji: string; readonly by: readonly IdentityId[] }[];
  /** TIM-5: the strand of messages written apart this one belongs to. */
  readonly strand?: string;
}

export interface Quote {
  readonly id: EntryId;
  readonly author?: IdentityId;
  /** The beginning of its text as it is now, on one line. */
  readonly text?: string;
  readonly gone?: true;
}

/** TIM-5: stands right after the row at which a strand joined. */
export interface TimelineMerge {
  readonly kind: 'merge';
  readonly order: Order;
  readonly strand: string;
  readonly author: IdentityId;
  /** Messages of the strand. */
  readonly count: number;
  readonly first: Order;
  readonly last: Order;
  /** ms UTC: when the strand was begun, and when it joined. */
  readonly since: number;
  readonly at: number;
}

/** ENT-3: entries of one author in a row that do not open here yet. */
export interface TimelineGap {
  readonly kind: 'gap';
  readonly order: Order;
  readonly author: IdentityId;
  readonly count: number;
  readonly at: number;
}

export type TimelineRow = TimelineMessage | TimelineMerge | TimelineGap;

/** Rows as canonical bytes: two replicas agree exactly if these do (TIM-6). */
export const encodeRows = (rows: readonly TimelineRow[]): Uint8Array => encode(rows);
