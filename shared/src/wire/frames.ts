/**
 * Frames of a link (SYN-1). One binary WebSocket message, or one chunk of a peer stream, is a *batch*: frames one after the
 * other, each with a varuint length before it. A frame is a type byte and a body: deterministic CBOR, but for `sync` and
 * `ack`, which are bare lib0 varuints because they are most of the traffic.
 *
 * Channel numbers belong to the side that serves the document (a relay numbers a document once for all its links), so
 * that a fan-out batch is built once and written as is to every receiver.
 *
 * This file says what frames there are. It does not know who may send which, or when: see sync/.
 */
import type { IceServer } from './relayInfo.ts';
import type { DeviceId, DocumentId, EntryId, InviteId, RoomId, Segment, WriterId } from '#shared/ids.ts';
import type { Branch } from '#shared/log/branch.ts';
import type { Place } from '#shared/log/huskBook.ts';
import type { HuskOrder } from '#shared/log/huskOrder.ts';
import type { PeerTransport } from '#shared/ports/peerLinks.ts';

/** LOG-10: the most bytes one frame may have. */
export const MAX_FRAME = 704 * 1024;
/** The most bytes one batch may have: one frame of the largest size and change. */
export const MAX_BATCH = MAX_FRAME + 1024;
/** SYN-5: bytes a link carries unacknowledged. */
export const MAX_UNACKNOWLEDGED = 8 * 1024 * 1024;

export const FrameType = {
  hello: 0x01,
  prove: 0x02,
  welcome: 0x03,
  refuse: 0x04,
  enter: 0x10,
  entered: 0x11,
  leave: 0x12,
  open: 0x13,
  document: 0x14,
  sync: 0x20,
  ack: 0x21,
  mark: 0x30,
  live: 0x31,
  ask: 0x40,
  asked: 0x41,
  answer: 0x42,
  ping: 0x50,
  pong: 0x51,
  compare: 0x60,
  compared: 0x61,
  show: 0x62,
  shown: 0x63,
  fork: 0x64,
  need: 0x65,
  given: 0x66,
  husks: 0x70,
  payloads: 0x71,
  reach: 0x80,
  near: 0x81,
  introduce: 0x82,
  seek: 0x83,
  bring: 0x84,
  ice: 0x85,
} as const;

/** Opens a link; both sides send one at once. */
export interface Hello {
  readonly type: 'hello';
  readonly version: 1;
  /** 32 random bytes, fresh for this link. */
  readonly nonce: Uint8Array;
}

/** SYN-3: signature over H("link-proof", own nonce, their nonce, own transport identity, their transport identity). */
export interface Prove {
  readonly type: 'prove';
  readonly device: DeviceId;
  /** Transport identities as UTF-8; towards a relay both are the page's origin. */
  readonly transport: string;
  readonly signature: Uint8Array;
}

/** The proof was good; `now` is the server's clock in ms, for people whose clock is wrong (never for validity). */
export interface Welcome {
  readonly type: 'welcome';
  readonly now: number;
}

/** Something was refused: `code` is stable, `say` a sentence a person may read, `retry` ms when trying again makes sense. */
export interface Refuse {
  readonly type: 'refuse';
  readonly code: RefusalCode;
  readonly say: string;
  readonly retry?: number;
  readonly room?: RoomId;
  readonly segment?: Segment;
}
export type RefusalCode =
  | 'bad-frame'
  | 'bad-proof'
  | 'bad-entry'
  | 'bad-invite'
  | 'bad-marker'
  | 'not-member'
  | 'not-due'
  | 'unknown-document'
  | 'too-large'
  | 'slow-down'
  | 'sign-in'
  | 'closing';

/** A device turns to a room; `digest` is its root digest (SYN-2), absent when it has nothing of the room yet. */
export interface Enter {
  readonly type: 'enter';
  readonly room: RoomId;
  readonly digest?: Uint8Array;
  /** CHA-8: for who is not a member yet. Signature over H("invite-proof", transcript hash, room). */
  readonly invite?: { readonly key: InviteId; readonly signature: Uint8Array };
  /** REL-4: the device is in the room by charter entries the server may not have (again): it may bring them, and reads nothing. */
  readonly bring?: true;
  /** The device's certificate: one the charter does not have, of an identity that is in the room, may read the charter and add itself. */
  readonly certificate?: Uint8Array;
}

/** What the server has of a room. `documents` is empty when the root digests agree, or when it has nothing. */
export interface Entered {
  readonly type: 'entered';
  readonly room: RoomId;
  readonly state: 'unknown' | 'same' | 'differs';
  /** Members get every document, invite holders the charter alone. Always holds the channels, digest or not. */
  readonly documents: readonly DocumentOffer[];
}
export interface DocumentOffer {
  readonly segment: Segment;
  readonly channel: number;
  readonly digest: Uint8Array;
  /** Entries in the document: for progress, never for validity. */
  readonly entries: number;
  /** ENT-6: the second digest, of orders and holes; absent where nothing is gone. */
  readonly husks?: Uint8Array;
}

export interface Leave {
  readonly type: 'leave';
  readonly room: RoomId;
}

/** Asks for a channel of a document the server has not offered (a room or month that is new to it). */
export interface Open {
  readonly type: 'open';
  readonly room: RoomId;
  readonly segment: Segment;
}

/** The answer to `open`, and the announcement of a document that came into being while the link was up. */
export interface Document extends DocumentOffer {
  readonly type: 'document';
  readonly room: RoomId;
}

/** A y-protocols sync message (step 1, step 2, update), channel by channel. Never applied unguarded (LOG-4). */
export interface Sync {
  readonly type: 'sync';
  readonly channel: number;
  readonly message: Uint8Array;
}

/** REL-1: everything of these writers below these counts is durable on the side that says so. */
export interface Ack {
  readonly type: 'ack';
  readonly channel: number;
  readonly counts: ReadonlyMap<WriterId, number>;
}

/** MRK-1. Signature over H("marker", room, device, version, sealed). */
export interface Mark {
  readonly type: 'mark';
  readonly room: RoomId;
  readonly device: DeviceId;
  readonly version: number;
  readonly sealed: Uint8Array;
  readonly signature: Uint8Array;
}

/** MRK-3: who has the room before them, or writes; kept by nobody. Signature over H("live", room, device, at, sealed). */
export interface Live {
  readonly type: 'live';
  readonly room: RoomId;
  readonly device: DeviceId;
  /** ms UTC by the sender's clock; each is later than the one before. */
  readonly at: number;
  readonly sealed: Uint8Array;
  readonly signature: Uint8Array;
}

/** CHA-8: one join request of a link that proved an invite; the relay keeps it until it is answered or expires. */
export interface Ask {
  readonly type: 'ask';
  readonly room: RoomId;
  /** A deterministic CBOR join request, ≤ 4 KiB (charter/joinRequest.ts); its hash names it. */
  readonly request: Uint8Array;
}

/** A join request handed to a device that entered the room as a member. */
export interface Asked {
  readonly type: 'asked';
  readonly room: RoomId;
  readonly request: Uint8Array;
}

/** A request was seen to: from an admitter to the relay (which forgets it), and from the relay to the asker. */
export interface Answer {
  readonly type: 'answer';
  readonly room: RoomId;
  /** H("join-request", request). */
  readonly request: Uint8Array;
  readonly outcome: 'admitted' | 'declined' | 'expired';
}

/**
 * ENT-6: orders, and holes to be filled. A device sends it where the second digests differ, with all it has, and is answered
 * with what it lacks and where the other side stands then; news are passed on with no holes.
 */
export interface HusksFrame {
  readonly type: 'husks';
  readonly room: RoomId;
  readonly segment: Segment;
  /** The sender's second digest. */
  readonly digest: Uint8Array;
  readonly orders: readonly HuskOrder[];
  readonly holes: readonly Place[];
}

/** ENT-6: payloads for holes; the hash in the husk says whether one is right, whoever sends it. */
export interface Payloads {
  readonly type: 'payloads';
  readonly room: RoomId;
  readonly segment: Segment;
  readonly payloads: readonly (readonly [WriterId, number, Uint8Array])[];
}

/** SYN-7: this device can be met by peers under this transport id; without one, no longer. To a relay. */
export interface Reach {
  readonly type: 'reach';
  readonly peer?: PeerTransport;
}

/** SYN-7: a device that is a member of this room, as this link is, can be met; without a peer id: no longer, for any room. */
export interface Near {
  readonly type: 'near';
  readonly device: DeviceId;
  readonly peer?: PeerTransport;
  readonly room?: RoomId;
}

/**
 * SYN-7: words by which two peers find a way to each other, sealed between their transports. To an introducer `peer` is whom
 * they are for, from it whom they are from.
 */
export interface Introduce {
  readonly type: 'introduce';
  readonly peer: PeerTransport;
  readonly bytes: Uint8Array;
}

/**
 * SYN-7: to a relay a question; from it the STUN and TURN servers of whoever runs it, those of TURN with a password that was made
 * for this device and is good for a few hours.
 */
export interface Ice {
  readonly type: 'ice';
  readonly servers?: readonly IceServer[];
}

/**
 * SYN-4: rooms a peer is in, or holds an invite to, each by sync/roomProof.ts: whoever knows the room's id recognises it, and nobody
 * else learns anything but how many there are.
 */
export interface Seek {
  readonly type: 'seek';
  /** 32 bytes each. */
  readonly rooms: readonly Uint8Array[];
}

/** CHA-8: a person brings another, with whom they paired (SYN-8), into a room: a link made for one. Heeded on such a link alone. */
export interface Bring {
  readonly type: 'bring';
  readonly link: string;
}

export interface Ping {
  readonly type: 'ping';
}
export interface Pong {
  readonly type: 'pong';
}

/** LOG-7: asks what stands in these slots of a document; both sides say all of these frames. */
export interface Compare {
  readonly type: 'compare';
  readonly room: RoomId;
  readonly segment: Segment;
  readonly slots: readonly (readonly [WriterId, number])[];
}

/** The answer: of each slot that holds an entry, its id. */
export interface Compared {
  readonly type: 'compared';
  readonly room: RoomId;
  readonly segment: Segment;
  readonly slots: readonly (readonly [WriterId, number, EntryId])[];
}

/** LOG-7: asks for the entry in a slot, with its list onward to a good signature. */
export interface Show {
  readonly type: 'show';
  readonly room: RoomId;
  readonly segment: Segment;
  readonly writer: WriterId;
  readonly seq: number;
}

/** The answer; without a branch where the slot is empty. */
export interface Shown {
  readonly type: 'shown';
  readonly room: RoomId;
  readonly segment: Segment;
  readonly writer: WriterId;
  readonly seq: number;
  readonly branch?: Branch;
}

/** LOG-8: a fork and its proof (log/forkProof.ts). */
export interface Fork {
  readonly type: 'fork';
  readonly room: RoomId;
  readonly segment: Segment;
  readonly device: DeviceId;
  readonly n: number;
  readonly seq: number;
  readonly branches: readonly [Branch, Branch];
}

/** LOG-6, LOG-8a: asks for a charter entry by id, with its list from this slot on. */
export interface Need {
  readonly type: 'need';
  readonly room: RoomId;
  readonly id: EntryId;
  readonly from: number;
}

/** The answer: of the list that holds the entry, as much as fits, from the slot asked for; without a list where it is not here. */
export interface Given {
  readonly type: 'given';
  readonly room: RoomId;
  readonly id: EntryId;
  readonly list?: Branch & { readonly device: DeviceId; readonly seq: number };
}

export type Frame =
  | Hello
  | Prove
  | Welcome
  | Refuse
  | Enter
  | Entered
  | Leave
  | Open
  | Document
  | Sync
  | Ack
  | Mark
  | Live
  | Ask
  | Asked
  | Answer
  | Ping
  | Pong
  | Compare
  | Compared
  | Show
  | Shown
  | Fork
  | Need
  | Given
  | HusksFrame
  | Payloads
  | Reach
  | Near
  | Introduce
  | Seek
  | Bring
  | Ice;

/** A document as a link names it. */
export interface Channel {
  readonly number: number;
  readonly document: DocumentId;
}
