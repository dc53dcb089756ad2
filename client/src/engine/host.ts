/** The engine as its parts see it: rooms, the relay, this device's keys, and the ways to tell people. */
import type { Fault } from '#shared/errors.ts';
import type { DeviceId, DocumentId, RoomId } from '#shared/ids.ts';
import type { Answer, Enter, Frame, Introduce, Live, Mark, Near, Refuse } from '#shared/wire/frames.ts';
import type { IceServer } from '#shared/wire/relayInfo.ts';
import type { ConnectionState } from './connectionState.ts';
import type { Keys } from './keys.ts';
import type { Markers } from './markers.ts';
import type { Hides, Self } from './messages/people.ts';
import type { Notice } from './messages/port.ts';
import type { Receipts } from './messages/rows.ts';
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
  /** What to show where this device turns to this room. */
  certificateFor(room: RoomId): Uint8Array | undefined;
}

/** Links this device is coming in by. */
export interface ComingIn {
  isJoining(room: RoomId): boolean;
  /** What shows on the link of this transcript that this device holds an invite to the room. */
  proof(room: RoomId, transcript: Uint8Array): Enter['invite'];
  /** True when a join was refused. */
  refused(refusal: Refuse): boolean;
  declined(room: RoomId, outcome: 'declined' | 'expired'): Promise<void>;
}

/** Requests to come in that reached this device. */
export interface Admitting {
  /** The answer, where this device can give one. */
  take(room: RoomId, request: Uint8Array): Promise<Answer | undefined>;
  /** Another device saw to it. */
  answered(answer: Answer): Promise<void>;
  waiting(room: RoomId): readonly Uint8Array[];
}

/** Which version of the recovery copy there is, as this person's devices tell each other. */
export interface Told {
  readonly version: number | undefined;
  hear(told: number): Promise<void>;
}

/** Rooms a person removes from this device. */
export interface Forgets {
  /** It is on its way out: no list shows it. */
  isGoing(room: RoomId): boolean;
  /** It was removed, and nobody has come into it anew. */
  isGone(room: RoomId): boolean;
  welcome(room: RoomId): Promise<void>;
}

/** Rooms that came back from the relay alone. */
export interface Confirming {
  isOpen(room: RoomId): boolean;
  look(room: RoomId, receipts: Receipts, isIn: boolean): Promise<void>;
}

/** Links straight to others, as the relay's desk and the rooms on them see it. */
export interface Meeting {
  /** The relay is there to introduce. */
  introducible(): void;
  heard(frame: Near | Introduce): void;
  /** The relay names STUN and TURN servers. */
  helpedBy(servers: readonly IceServer[]): void;
  /** The relay cannot be reached: friends may be, all the same. */
  unreachable(): void;
  /** Who shares which rooms with this device has changed. */
  recount(): void;
  /** SYN-4: this device knows a room it did not before. */
  seek(room: RoomId): void;
  /** What this device shows at a door of a room it is not in, on the link of this transcript; undefined where it has nothing. */
  shown(room: RoomId, transcript: Uint8Array): Pick<Enter, 'invite' | 'certificate'> | undefined;
  /** A friend lets nobody in by what was shown. */
  turnedAway(room: RoomId, say: string): void;
  /** Both are in the room. */
  shares(room: PeersRoom): void;
  /** This device has seen to a request to come in. */
  answer(answer: Answer): void;
  /** A request of this device was seen to. */
  answered(answer: Answer): Promise<void>;
  /** Where this device may ask to come into the room. */
  doors(room: RoomId): readonly Door[];
  /** Has a friend sent what a person sees first of the room? */
  isNewestHere(room: RoomId): boolean;
}

/** A room on the link of one peer. */
export interface PeersRoom {
  readonly id: RoomId;
  readonly device: DeviceId;
  say(frame: Frame): void;
}

/** Somebody who is in a room, on one link: the relay, or a friend. */
export interface Door {
  /** One for each link. */
  readonly transcript: Uint8Array;
  say(frame: Frame): void;
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
  readonly joins: ComingIn;
  readonly admissions: Admitting;
  readonly recovery: Told;
  readonly confirmations: Confirming;
  readonly forgetting: Forgets;
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
  /** Takes a room off this device: it is closed, `work` deletes what is kept of it, and nobody is shown it any more. */
  letGo(id: RoomId, work: () => Promise<void>): Promise<void>;
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
