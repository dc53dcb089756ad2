/** The engine as its parts see it: rooms, the relay, this device's keys, and the ways to tell people. */
import type { Fault } from '#shared/errors.ts';
import type { DocumentId, RoomId } from '#shared/ids.ts';
import type { Introduce, Live, Mark, Near } from '#shared/wire/frames.ts';
import type { ConnectionState } from './connectionState.ts';
import type { Keys } from './keys.ts';
import type { Markers } from './markers.ts';
import type { Hides, Notice, Self } from './messages.ts';
import type { OpenRooms } from './openRooms.ts';
import type { Outbox } from './outbox.ts';
import type { Parts } from './parts.ts';
import type { Recent } from './recent.ts';
import type { Relay } from './relay.ts';
import type { Room } from './room.ts';
import type { ViewStore } from './viewStore.ts';

/** What this person's devices keep for each other. */
export interface OwnBook {
  /** Undefined until there is one. */
  readonly id: RoomId | undefined;
  is(room: RoomId): boolean;
  /** Something changed, here or there. */
  advance(): Promise<void>;
  /** What this person's devices keep for each other changed here: they are told in a while, for more may follow. */
  soon(): void;
}

/** Rooms this device is on its way into, for its person is in them. */
export interface Expecting {
  expect(room: RoomId): Promise<void>;
}

/** Which version of the recovery copy there is, as this person's devices tell each other. */
export interface Told {
  readonly version: number | undefined;
  hear(told: number): Promise<void>;
}

/** Links straight to others, as the relay's desk and the rooms on them see it. */
export interface Meeting {
  /** The relay is there to introduce. */
  introducible(): void;
  heard(frame: Near | Introduce): void;
  /** Who shares which rooms with this device has changed. */
  recount(): void;
}

export interface Host {
  readonly parts: Parts;
  readonly view: ViewStore;
  readonly outbox: Outbox;
  readonly relay: Relay;
  readonly connection: ConnectionState;
  /** What the guard refused, newest last: nothing a person could act on, much for whoever debugs or tests. */
  readonly refused: Recent<Fault>;
  readonly self: Self | undefined;
  readonly keys: Keys | undefined;
  readonly markers: Markers | undefined;
  readonly peers: Meeting;
  readonly rooms: ReadonlyMap<RoomId, Room>;
  readonly selfRoom: OwnBook;
  readonly arrivals: Expecting;
  readonly recovery: Told;
  /** Names the person; makes the keys first where there are none. */
  introduce(name: string): Promise<void>;
  /** This device's keys, made now if this is the first time anything needs them. */
  needKeys(): Promise<Keys>;
  /** A room this device has, or is joining. */
  room(id: RoomId): Room;
  /** Makes a room known to the engine, its index read and nothing opened. */
  addRoom(id: RoomId): Promise<Room>;
  /** Lets go of a room that was only looked at. */
  removeRoom(id: RoomId): Promise<void>;
  /** Closes rooms that were open long enough unseen. */
  closeSurplus(): Promise<void>;
  documentRoom(document: DocumentId): Room | undefined;
  /** Turns to a room on the relay, if there is one. */
  enter(room: Room): void;
  /** Are both sides even in every room? Then the connection is up, not just there. */
  checkCaughtUp(): void;
  readonly open: OpenRooms;
  /** MRK-1: a marker came, by whichever link. True when it told something new. */
  hearMark(mark: Mark): Promise<boolean>;
  /** MRK-3: somebody has a room before them. True when it told something new. */
  hearLive(live: Live): boolean;
  /** What is told of the person from now on. */
  hide(hides: Hides): Promise<void>;
  /** What a person sees of the room is to be put together again. */
  changed(room: Room): void;
  tell(notice: Notice): void;
  /** Says what went wrong, in words. */
  trouble(error: unknown): void;
}
