import type { DeviceId, EntryId, RecoveryId, RoomId, Segment, WriterId } from '#shared/ids.ts';
import type { Block } from '#shared/log/structs.ts';

/**
 * What a relay keeps: entries by (document, writer, seq), and a little beside them. It checks nothing and opens nothing.
 * Documents go by the number the relay gave them, which is also their channel.
 */
export interface RelayStore {
  /** Brings the store up; the answer is the lowest document number not in use. */
  start(): Promise<number>;
  /** All of the change is durable when this resolves, or none of it and it rejects. Changes land in the order given. */
  commit(change: Change): Promise<void>;
  /** Documents of a room with their writers; empty for a room that is not here. Sees every commit asked for before. */
  room(room: RoomId): Promise<readonly StoredDocument[]>;
  /**
   * Entries of these ranges as one canonical update of about `limit` bytes at most (one stretch over it at worst).
   * What did not fit is left out at the end; `reached` says how far each range got. Sees every commit asked for before.
   */
  scan(document: number, ranges: readonly Range[], limit: number): Promise<Page>;
  /** ENT-6: rooms with payloads that are to go before this time, ms UTC. */
  due(before: number): Promise<readonly RoomId[]>;
  markers(room: RoomId): Promise<readonly StoredMarker[]>;
  requests(room: RoomId): Promise<readonly StoredRequest[]>;
  /** The sealed copy of this name, as of every commit asked for before. */
  recovery(id: RecoveryId): Promise<StoredRecovery | undefined>;
  forks(room: RoomId): Promise<readonly StoredFork[]>;
  branches(room: RoomId): Promise<readonly StoredBranch[]>;
  /** Everything asked for is durable when this resolves. */
  stop(): Promise<void>;
}

export interface Change {
  readonly documents?: readonly NewDocument[];
  readonly runs?: readonly StoredRun[];
  /** ENT-6: entries whose bytes are others now. Nothing of those before is in a file when the change is durable. */
  readonly replaced?: readonly Replaced[];
  readonly orders?: readonly StoredOrder[];
  readonly holes?: readonly (StoredHole & { readonly document: number; readonly is: boolean })[];
  readonly markers?: readonly StoredMarker[];
  readonly requests?: readonly StoredRequest[];
  readonly recoveries?: readonly StoredRecovery[];
  /** LOG-8: the newest known stands, one a writer. */
  readonly forks?: readonly StoredFork[];
  readonly branches?: readonly StoredBranch[];
  /** Join requests that are over, by hash. */
  readonly answered?: readonly { readonly room: RoomId; readonly hash: string }[];
}

export interface NewDocument {
  readonly number: number;
  readonly room: RoomId;
  readonly segment: Segment;
}

/** Entries that continue a writer's list, and where the list stands after them. */
export interface StoredRun extends Block {
  readonly document: number;
  /** The writer's head after this run, in the caller's own text; nothing here reads it. */
  readonly head: string;
}

export interface Replaced {
  readonly document: number;
  readonly writer: WriterId;
  readonly seq: number;
  readonly entry: Uint8Array;
}

/** A husk order as the caller writes it down; one an entry and device, the last stands. */
export interface StoredOrder {
  readonly document: number;
  readonly writer: WriterId;
  readonly seq: number;
  readonly device: DeviceId;
  readonly order: string;
  /** When the payload goes, ms UTC; absent once it went, or where it was not here. */
  readonly due?: number;
}

export interface StoredHole {
  readonly writer: WriterId;
  readonly seq: number;
}

export interface StoredDocument extends NewDocument {
  readonly writers: readonly StoredWriter[];
  readonly orders: readonly Omit<StoredOrder, 'document'>[];
  readonly holes: readonly StoredHole[];
}

export interface StoredWriter {
  readonly writer: WriterId;
  readonly count: number;
  readonly head: string;
}

/** Entries `from` ≤ seq < `to`. Ranges are given in descending order of writers. */
export interface Range {
  readonly writer: WriterId;
  readonly from: number;
  readonly to: number;
}

export interface Page {
  readonly update: Uint8Array;
  /** Writer → seq of the next entry not in the update. */
  readonly reached: ReadonlyMap<WriterId, number>;
  /** Nothing of the ranges was left out. */
  readonly complete: boolean;
}

/** A marker frame as it came; per (room, device) the highest version stands. */
export interface StoredMarker {
  readonly room: RoomId;
  readonly device: DeviceId;
  readonly version: number;
  readonly frame: Uint8Array;
}

export interface StoredRequest {
  readonly room: RoomId;
  /** base64url of the request's hash. */
  readonly hash: string;
  readonly request: Uint8Array;
  /** ms UTC. */
  readonly expires: number;
}

/** A sealed copy (ID-7); per id the highest version stands, and of two of one version the first. */
export interface StoredRecovery {
  readonly id: RecoveryId;
  readonly version: number;
  readonly copy: Uint8Array;
}

/** LOG-8: the proof of a writer's lowest fork, as the frame it came in. */
export interface StoredFork {
  readonly room: RoomId;
  readonly segment: Segment;
  readonly writer: WriterId;
  readonly proof: Uint8Array;
}

/** LOG-8a: an entry beside a charter, as the frame that gives it. */
export interface StoredBranch {
  readonly room: RoomId;
  readonly id: EntryId;
  readonly entry: Uint8Array;
}

/** Entries kept in one row at most; rows never reach over a multiple of it (REL-6). */
export const STRETCH = 128;
