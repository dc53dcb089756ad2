import type { Rank } from '#shared/charter/rank.ts';
import type { Hlc } from '#shared/entry/hlc.ts';
import type { DeviceId, EntryId, IdentityId, Segment, WriterId } from '#shared/ids.ts';
import type { Body } from './body.ts';

/** An entry of a timeline that counts (the log and the charter have judged it), as the fold takes it in. */
export interface Item {
  readonly id: EntryId;
  readonly writer: WriterId;
  readonly seq: number;
  readonly segment: Segment;
  readonly device: DeviceId;
  readonly identity: IdentityId;
  /** The identity's rank at the charter heads the entry states. */
  readonly rank: Rank;
  readonly hlc: Hlc;
  readonly previous?: EntryId;
  /** Absent while the entry does not open or parse here (ENT-3). */
  readonly body?: Body;
  /** ENT-6: an order that stands took its payload: it says nothing any more, also where its body is still here. */
  readonly husk?: Husk;
}

/** What is known of an entry that became a husk, from the order alone. */
export interface Husk {
  readonly was: 'message' | 'edit';
  readonly by: 'author' | 'moderator' | 'expiry';
}
