/** What a room is made with, and what it says of itself to the engine. */
import type { Fault } from '#shared/errors.ts';
import type { EntryId, RoomId, Segment } from '#shared/ids.ts';
import type { StateVector } from '#shared/log/stateVector.ts';
import type { Keys } from './keys.ts';
import type { Way } from './messages/rows.ts';
import type { Source } from './openDocument.ts';
import type { Outbox } from './outbox.ts';
import type { Parts } from './parts.ts';
import type { Relay } from './relay.ts';
import type { ViewStore } from './viewStore.ts';

export interface RoomParts<Room> {
  readonly parts: Parts;
  readonly keys: Keys;
  readonly outbox: Outbox;
  readonly relay: Relay;
  readonly view: ViewStore;
  readonly deleting: (id: EntryId) => number | undefined;
  /** How the room is reached now. */
  readonly wayOut: (id: RoomId) => Way;
  /** Its person is on their way in. */
  readonly isJoining: (id: RoomId) => boolean;
  /** A friend has sent what a person sees first. */
  readonly isNewestHere: (id: RoomId) => boolean;
  readonly name: () => string;
  /** What peers sent and waits for charter entries may go in now. */
  readonly charterGrew: (room: Room, has: (head: EntryId) => boolean) => Promise<void>;
  readonly events: RoomEvents<Room>;
}

export interface RoomEvents<Room> {
  /** Charter, rows, copies or index changed: what a person sees of the room is to be put together again. */
  changed(room: Room): void;
  /** Entries were taken into a document. */
  grew(room: Room, segment: Segment, from: Source): void;
  /** So much of a document is durable. */
  saved(room: Room, segment: Segment, durable: StateVector): void;
  /** More of what people wrote counts than before: what was refused then may be had now. */
  countsMore(room: Room): void;
  /** A fork became known, and is kept. */
  forked(room: Room): void;
  /** So many entries came through a link. */
  came(count: number): void;
  /** So many own entries became durable on the relay. */
  went(count: number): void;
  /** The guard refused something a link brought. */
  refused(fault: Fault): void;
  /** Something failed on this device. */
  failed(error: unknown): void;
}
