/** A room in memory: its charter as the relay folds it, its documents, and who is here. */
import { Charter } from '#shared/charter/charter.ts';
import { charterJudge } from '#shared/charter/judge.ts';
import type { Lowering } from '#shared/charter/state.ts';
import {
  CHARTER,
  type DeviceId,
  type EntryId,
  type IdentityId,
  type InviteId,
  type RoomId,
  type Segment,
} from '#shared/ids.ts';
import { BesideBook } from '#shared/log/besideBook.ts';
import { ForkBook } from '#shared/log/forkBook.ts';
import type { Judge } from '#shared/log/judge.ts';
import type { StoredMarker, StoredRequest } from '#shared/ports/relayStore.ts';
import type { Document } from '#shared/wire/frames.ts';
import type { DeviceLink } from './deviceLink.ts';
import type { RoomDocument } from './roomDocument.ts';
import type { Standing } from './standing.ts';

/** A link in a room. */
export interface Presence {
  standing: Standing;
  readonly invite: InviteId | undefined;
  /** It says it has charter entries that are not here. */
  readonly brings: boolean;
  /** Whose device it has shown itself to be, by its certificate. */
  readonly kin: IdentityId | undefined;
  /** Hash of the join request it made on this link. */
  asked?: string;
}

export class Room {
  readonly id: RoomId;
  readonly charter: Charter;
  readonly judge: Judge;
  readonly documents = new Map<Segment, RoomDocument>();
  readonly presences = new Map<DeviceLink, Presence>();
  readonly markers = new Map<DeviceId, StoredMarker>();
  readonly requests = new Map<string, StoredRequest>();
  readonly forks = new ForkBook();
  /** CHA-5: what was taken from whom, as of the last time the charter was looked at. */
  lowerings: ReadonlyMap<IdentityId, readonly Lowering[]> = new Map();
  /** The charter's heads at that time. */
  heads: readonly EntryId[] = [];
  /** LOG-8a: what stands beside the charter. */
  readonly beside = new BesideBook();
  /** Commits asked for and not answered: a room with any stays in memory. */
  busy = 0;

  constructor(id: RoomId) {
    this.id = id;
    this.charter = new Charter(id);
    this.judge = charterJudge(this.charter);
  }

  /** SYN-4, asked on every frame: may this link read and write the document? */
  reaches(link: DeviceLink, document: RoomDocument): boolean {
    const standing = this.presences.get(link)?.standing;
    return standing === 'member' || (standing !== undefined && document.segment === CHARTER);
  }

  /** Documents a link of this standing is shown. */
  visible(standing: Standing): RoomDocument[] {
    const documents = [...this.documents.values()];
    return standing === 'member' ? documents : documents.filter(({ segment }) => segment === CHARTER);
  }

  /** Links that get what is added to a document. */
  readers(document: RoomDocument): DeviceLink[] {
    const readers: DeviceLink[] = [];
    for (const [link, { standing }] of this.presences) {
      if (standing === 'member' || (standing === 'guest' && document.segment === CHARTER)) readers.push(link);
    }
    return readers;
  }

  members(): DeviceLink[] {
    return [...this.presences].flatMap(([link, { standing }]) => (standing === 'member' ? [link] : []));
  }

  /** The frame that tells a link of a document's channel and where it stands. */
  announce(document: RoomDocument, link: DeviceLink): Document {
    document.told.add(link);
    return { type: 'document', room: this.id, ...document.offer() };
  }

  /** Requests to join that have not run out (CHA-8). */
  liveRequests(now: number): StoredRequest[] {
    return [...this.requests.values()].filter(({ expires }) => now < expires);
  }

  enter(link: DeviceLink, presence: Presence): void {
    this.presences.set(link, presence);
    link.places.set(this.id, this);
  }

  leave(link: DeviceLink): void {
    this.presences.delete(link);
    link.places.delete(this.id);
    for (const document of this.documents.values()) document.owed.delete(link);
  }
}
