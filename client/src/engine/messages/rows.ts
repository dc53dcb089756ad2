/** What stands in a timeline. */
import type { EntryId, IdentityId, Segment, WriterId } from '#shared/ids.ts';

/** (hlc, id) as text that sorts as the protocol orders: 12 hex digits of ms, 4 of counter, then the entry id. */
export type Order = string;

/** Where an entry stands: what acknowledgements and markers speak of. */
export interface Slot {
  readonly segment: Segment;
  readonly writer: WriterId;
  readonly seq: number;
}

export type Row = MessageRow | MergeRow | GapRow;

/**
 * By which way a message first came to this device: straight from one of its author's, by a friend who had it, by an own device,
 * or by the relay. Of one written here, how the room was reached then: `offline` where nobody was, `relay` while that was looked for.
 */
export type Way = 'straight' | 'friend' | 'own' | 'relay' | 'offline';

export interface MessageRow {
  readonly kind: 'message';
  readonly order: Order;
  readonly id: EntryId;
  readonly slot: Slot;
  readonly author: IdentityId;
  /** The author's name as of this message's segment. */
  readonly name: string;
  readonly mine: boolean;
  /** ms UTC, from the entry's hlc. */
  readonly at: number;
  readonly text: string;
  /** Earlier texts, oldest first; present once edited. */
  readonly versions?: readonly { readonly at: number; readonly text: string }[];
  readonly deleted?: { readonly by: 'author' | 'moderator' | 'expiry' };
  /** A delete is held and can be undone until this time (ms UTC). */
  readonly deleting?: number;
  readonly reply?: { readonly id: EntryId; readonly name: string; readonly text: string; readonly gone?: true };
  readonly reactions: readonly {
    readonly emoji: string;
    readonly by: readonly { readonly identity: IdentityId; readonly name: string }[];
    readonly mine: boolean;
  }[];
  /** TIM-5: the strand of messages written apart this one belongs to: key of its merge row. */
  readonly strand?: string;
  /** TIM-3: flagged when its clock is far ahead. */
  readonly ahead?: true;
  /** Absent where that was not kept. */
  readonly way?: Way;
}

/** TIM-5: stands right after the row at which a strand joined. */
export interface MergeRow {
  readonly kind: 'merge';
  readonly order: Order;
  readonly strand: string;
  readonly author: IdentityId;
  readonly name: string;
  readonly mine: boolean;
  readonly count: number;
  /** Order of the first and last message of the strand. */
  readonly first: Order;
  readonly last: Order;
  /** ms UTC: when the strand was begun, and when it joined. */
  readonly since: number;
  readonly at: number;
}

/** ENT-3: entries of one author in a row that do not open here yet. */
export interface GapRow {
  readonly kind: 'gap';
  readonly order: Order;
  readonly author: IdentityId;
  readonly name: string;
  readonly count: number;
  readonly at: number;
}

/** Rows of a room that stand next to each other. */
export interface Page {
  readonly rows: readonly Row[];
  /** Messages of the room before the first and after the last of these rows, and in all: for `aria-posinset`. */
  readonly before: number;
  readonly after: number;
  readonly total: number;
}

/** Of an own writer the first so many entries were on somebody's screen, as far as they stand no later than a row. */
export interface Read {
  readonly count: number;
  readonly upTo: Order;
}

export interface Whereabouts {
  /** Entries durable on the relay, and on each other member's devices (the best of them). */
  readonly relay: number;
  readonly members: Readonly<Record<IdentityId, number>>;
  /** What each other member has read, by what their devices said: none of these says all that another does. */
  readonly read?: Readonly<Record<IdentityId, readonly Read[]>>;
}

/** Counts of own writers' entries that are elsewhere. State of an own message follows from its slot (MRK-2). */
export interface Receipts {
  /** By `<segment>/<writer>`. */
  readonly counts: Readonly<Record<string, Whereabouts>>;
  /** Other members: the m of "Delivered to n of m". */
  readonly others: number;
  /** Of those who are counted, who is no longer in the room, and what they are called. */
  readonly out?: readonly { readonly identity: IdentityId; readonly name: string }[];
  /** MRK-3: the room's devices do not tell each other what they have. */
  readonly off?: true;
}
