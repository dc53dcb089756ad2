/**
 * What passes between a window and the engine (a Worker in one tab, shared by all). Plain data only: it crosses
 * `postMessage` and `BroadcastChannel`. The window sends commands and never writes a view, a log or a document;
 * the engine writes the view store first and then says what changed.
 */
import type { Policies } from '#shared/charter/policies.ts';
import type { Attention } from '#shared/sync/live.ts';
import type { Safety } from '#shared/crypto/safety.ts';
import type { PairingFailure, PairingStep } from '#shared/ports/peerPairing.ts';
import type { DeviceId, EntryId, IdentityId, InviteId, RecoveryId, RoomId, WriterId, Segment } from '#shared/ids.ts';

export type { Attention };

/** Made by the window, kept by the outbox: a command sent again after a change of leader is done once. */
export type CommandId = string;

export type Command =
  /** First run: makes the identity, its device and the profile. Works with no relay. */
  | { readonly do: 'start'; readonly name: string }
  | { readonly do: 'rename'; readonly name: string }
  | { readonly do: 'room.create'; readonly name: string; readonly kind?: 'public' }
  /** The conversation of two with somebody: answered with its room, or with the link into one they called this person into. */
  | { readonly do: 'direct.begin'; readonly room: RoomId; readonly identity: IdentityId }
  /** The same with somebody no room leads to, by whose username they are: the answer's link is to be handed over. */
  | { readonly do: 'direct.invite'; readonly identity: IdentityId; readonly name: string }
  | { readonly do: 'call.away'; readonly room: RoomId }
  | { readonly do: 'room.rename'; readonly room: RoomId; readonly name: string; readonly topic?: string }
  /** What it leaves out stays as it was. */
  | { readonly do: 'room.rules'; readonly room: RoomId; readonly rules: Partial<Rules> }
  | { readonly do: 'room.leave'; readonly room: RoomId }
  /** The room is on a screen (attach, keep fresh) or no longer. */
  | { readonly do: 'room.show'; readonly room: RoomId }
  | { readonly do: 'room.hide'; readonly room: RoomId }
  /** `expires`: when it is to go for everybody, ms UTC. */
  | {
      readonly do: 'send';
      readonly room: RoomId;
      readonly text: string;
      readonly reply?: EntryId;
      readonly expires?: number;
    }
  | { readonly do: 'edit'; readonly room: RoomId; readonly target: EntryId; readonly text: string }
  /** Held 6 s in the outbox, durable at once; `delete.undo` takes it back until then. */
  | { readonly do: 'delete'; readonly room: RoomId; readonly target: EntryId }
  | { readonly do: 'delete.undo'; readonly room: RoomId; readonly target: EntryId }
  | {
      readonly do: 'react';
      readonly room: RoomId;
      readonly target: EntryId;
      readonly emoji: string;
      readonly on: boolean;
    }
  | { readonly do: 'draft'; readonly room: RoomId; readonly draft: Draft }
  /** MRK-3: said while it lasts, and when it is over. */
  | { readonly do: 'attend'; readonly room: RoomId; readonly attention: Attention }
  /** What this person's devices tell of them; what it leaves out stays as it was. */
  | { readonly do: 'me.hides'; readonly hides: Hides }
  /** The person has seen everything up to this row. */
  | { readonly do: 'read'; readonly room: RoomId; readonly upTo: string }
  | {
      readonly do: 'invite.create';
      readonly room: RoomId;
      readonly uses: number | 'any';
      readonly days: number;
      readonly open: boolean;
    }
  | { readonly do: 'invite.revoke'; readonly room: RoomId; readonly invite: InviteId }
  /**
   * Puts somebody out, with a new room key; they read the reason. Who is out is put out again, to tighten: what this device
   * has not seen of theirs does not count, nor what they wrote from `since` (ms UTC) on.
   */
  | {
      readonly do: 'member.remove';
      readonly room: RoomId;
      readonly identity: IdentityId;
      readonly reason?: string;
      readonly since?: number;
    }
  | { readonly do: 'member.role'; readonly room: RoomId; readonly identity: IdentityId; readonly role: Rank }
  /** CHA-5: what a removed person wrote that the room had not seen, and this device keeps, is to count after all. */
  | { readonly do: 'cut.extend'; readonly room: RoomId; readonly identity: IdentityId }
  /** Makes another the owner; this person is an admin from then on. */
  | { readonly do: 'member.handover'; readonly room: RoomId; readonly identity: IdentityId }
  /** A person's yes or no to somebody who asks to come in. A no is held 6 s; `ask.undo` takes it back until then. */
  | { readonly do: 'ask.admit'; readonly room: RoomId; readonly request: string }
  | { readonly do: 'ask.decline'; readonly room: RoomId; readonly request: string }
  | { readonly do: 'ask.undo'; readonly room: RoomId; readonly request: string }
  /** Looks at an invite without joining: progress comes as `join` notices. */
  | { readonly do: 'join.look'; readonly link: string }
  | { readonly do: 'join.ask'; readonly link: string; readonly name: string }
  | { readonly do: 'join.cancel'; readonly link: string }
  /** What to compare with this person (ID-5). */
  | { readonly do: 'contact.safety'; readonly identity: IdentityId }
  /** The words matched, or did not. */
  | { readonly do: 'contact.verify'; readonly identity: IdentityId; readonly verified: boolean }
  /** ID-4: who has this username on the relay; answered with `found`. */
  | { readonly do: 'person.find'; readonly username: string }
  /** An account on a relay was seen to belong to this identity (ID-4). */
  | { readonly do: 'contact.meet'; readonly account: string; readonly identity: IdentityId }
  /** That an account changed hands was seen. */
  | { readonly do: 'contact.told'; readonly identity: IdentityId }
  /** Twelve words to write down; nothing is kept of them until `recovery.keep`. */
  | { readonly do: 'recovery.draw' }
  | { readonly do: 'recovery.keep'; readonly words: string; readonly passphrase: string }
  /** The sealed copy as a file. */
  | { readonly do: 'recovery.file' }
  /** Makes this device a new one of whoever these words belong to; from the relay's copy, or a file's where that is newer. */
  | ({ readonly do: 'recovery.restore' } & RecoveryCode)
  /**
   * A code for another device to take, once: how it goes comes as `link` notices. Where the identity's secret is not, the
   * recovery code stands in for it (ID-6).
   */
  | { readonly do: 'link.offer'; readonly code?: RecoveryCode }
  /** Do the six words match those on the new device? */
  | { readonly do: 'link.answer'; readonly matches: boolean }
  /** This device, nobody's yet, becomes one of whoever showed the code. */
  | { readonly do: 'link.take'; readonly code: string }
  | { readonly do: 'link.stop' }
  /** Makes a code by which somebody near can meet this device with nobody in between; how it goes comes as `pairing` notices. */
  | { readonly do: 'pair.show' }
  /** Takes the code or the answer that another device shows. */
  | { readonly do: 'pair.take'; readonly code: string }
  /** Brings whoever was met into a room: they are sent a link for one person. */
  | { readonly do: 'pair.bring'; readonly room: RoomId }
  | { readonly do: 'pair.stop' }
  /** Gives up another device of this person: in every room, at once and for good. */
  | { readonly do: 'device.revoke'; readonly device: DeviceId; readonly code?: RecoveryCode }
  | { readonly do: 'device.rename'; readonly device: DeviceId; readonly name: string }
  /** Says that a username on the relay is this person's, with the device's key; answers with the binding. */
  | { readonly do: 'account.bind'; readonly username: string }
  /** Whose a username is by what the relay hands out for it. Not one's own: pinned when first met (ID-4). */
  | { readonly do: 'account.whose'; readonly username: string; readonly binding: string; readonly own: boolean }
  /** From the window's `online` and `offline` events, which never reach a Worker. */
  | { readonly do: 'network'; readonly online: boolean }
  | { readonly do: 'relay.try' };

/** Twelve words as somebody typed them, their passphrase, empty for none, and a file if they have one. */
export interface RecoveryCode {
  readonly words: string;
  readonly passphrase: string;
  readonly file?: Uint8Array;
}

/** What a command is answered with: `room.create` with the room, `send` with the entry, others with nothing. */
export type Answer =
  | {
      readonly ok: true;
      readonly room?: RoomId;
      readonly entry?: EntryId;
      readonly link?: string;
      readonly safety?: Safety;
      readonly words?: readonly string[];
      readonly file?: Uint8Array;
      /** As base64url. */
      readonly binding?: string;
      readonly identity?: IdentityId;
      readonly found?: Found;
    }
  | { readonly ok: false; readonly code: string; readonly say: string };

/** MRK-3: what a person does not want told of them, in any room. */
export interface Hides {
  readonly receipts?: boolean;
  readonly presence?: boolean;
}

/** Somebody found by username. */
export interface Found {
  readonly identity: IdentityId;
  readonly username: string;
  /** As they are called in a room both are in. */
  readonly name?: string;
  readonly isOwn?: true;
}

export interface Self {
  readonly identity: IdentityId;
  readonly device: DeviceId;
  readonly name: string;
  readonly hides?: Hides;
  /** Its person gave this device up: it shows nothing more and does nothing more. */
  readonly revoked?: true;
}

/** Somebody this person has verified, or whose account is pinned. */
export interface Contact {
  readonly identity: IdentityId;
  /** ms UTC when the words were compared and matched. */
  readonly verified?: number;
  /** Name of the account that was first met with this identity. */
  readonly account?: string;
  /** ID-4: the account was this one's before, and the person has not been told yet. */
  readonly replaces?: IdentityId;
}

/** ID-7: the recovery code this device keeps a copy under. */
export interface RecoveryState {
  readonly id: RecoveryId;
  /** Of the newest copy this device knows of. */
  readonly version: number;
  /** ms UTC when the code was made, and when the relay last had all there is. */
  readonly made: number;
  readonly saved?: number;
}

/** Another device being linked, seen from either side. */
export interface LinkProgress {
  readonly as: 'holder' | 'new';
  readonly step: 'waiting' | 'compare' | 'done' | 'failed';
  /** While comparing: six, and on the new device whose it is to become. */
  readonly words?: readonly string[];
  readonly name?: string;
  /** When it failed: what happened and what to do. */
  readonly say?: string;
}

/** Pair nearby, as far as it is. */
export interface PairingProgress {
  /** `offer` and `answer`: a code is to be shown. */
  readonly step: 'none' | 'making' | 'offer' | 'answer' | 'meeting' | 'met' | 'failed';
  readonly code?: string;
  /** What is wrong with the code taken last; the one that is shown stays good. */
  readonly wrong?: Extract<PairingStep, { step: 'wrong' }>['why'];
  /** Why it failed; `gone`: the two had met. */
  readonly why?: PairingFailure | 'gone';
  /** Once met and proved: rooms both are in. */
  readonly rooms?: number;
  /** The room this person brings the other into. */
  readonly bringing?: RoomId;
  /** A link by which the other brings this person into a room. */
  readonly link?: string;
}

/** A device of this person, as their rooms have it. */
export interface OwnDevice {
  readonly device: DeviceId;
  /** What the person calls it. */
  readonly name?: string;
  /** The one in front of them. */
  readonly here: boolean;
  /** Rooms it is in. */
  readonly rooms: number;
  /** It was linked: adding or giving up a device from it asks for the recovery code (ID-6). */
  readonly linked?: true;
}

export interface Direct {
  readonly devices: number;
  /** Whose they are; a person's own other devices are nobody else's. */
  readonly people: readonly IdentityId[];
}

/** How things are with the relay: `syncing` while rooms are being compared and fetched, then `up`. */
export interface Connection {
  readonly state: 'offline' | 'connecting' | 'syncing' | 'up';
  /** ms UTC since when this state lasts. */
  readonly since: number;
  /** Round trip in ms, when known. */
  readonly latency?: number;
  /** Own entries not yet durable on the relay, over all rooms. */
  readonly waiting: number;
  /** Of each room, with whom it is shared straight; absent for none. */
  readonly direct?: Readonly<Record<RoomId, Direct>>;
  /** While syncing: entries put in since the connection came back, own and others'. */
  readonly woven?: { readonly own: number; readonly others: number };
  /** When the relay refused: a sentence for a person. */
  readonly trouble?: string;
}

/** What a person has begun to write. */
export interface Draft {
  /** Of a new message; empty when there is none. */
  readonly text: string;
  /** The message it answers. */
  readonly reply?: EntryId;
  /** A change of an own message under way, beside it. */
  readonly edit?: { readonly target: EntryId; readonly text: string };
}

export interface RoomSummary {
  readonly room: RoomId;
  /** Undefined until a key opens the settings. */
  readonly name?: string;
  readonly topic?: string;
  /** Absent of a group. */
  readonly kind?: 'direct' | 'public';
  /** Of a conversation of two: with whom. */
  readonly other?: IdentityId;
  readonly members: number;
  readonly unread: number;
  readonly last?: { readonly at: number; readonly author: string; readonly mine: boolean; readonly text: string };
  readonly draft?: Draft;
  /** Row order key up to which the person has read. */
  readonly readUpTo?: string;
  readonly createdAt: number;
  /** How many people ask this person to be let in. */
  readonly asking?: number;
  readonly joining?: true;
  readonly left?: true;
  /** Somebody put this person out: what is here stays readable, and nothing more comes. */
  readonly removed?: { readonly by: string; readonly reason?: string };
}

export type Rank = 'owner' | 'admin' | 'moderator' | 'member' | 'reader';

/** What a room has settled for itself. */
export type Rules = Policies;

export interface Member {
  readonly identity: IdentityId;
  readonly name: string;
  /** LOG-8: a device of theirs said two things in one place, so that nothing it said from there on counts. */
  readonly faulty?: true;
  readonly rank: Rank;
  readonly devices: number;
  readonly me: boolean;
  /** What the viewer may do about them. */
  readonly may: {
    readonly remove: boolean;
    /** Ranks they may be given, highest first; none when the viewer has no say. */
    readonly give: readonly Rank[];
    readonly handOver: boolean;
  };
}

/** Somebody who calls this person into a conversation of two. */
export interface Call {
  /** The one they founded. */
  readonly room: RoomId;
  readonly identity: IdentityId;
  readonly name: string;
  readonly link: string;
}

/** Somebody else who has the room before them. */
export interface Present {
  readonly identity: IdentityId;
  readonly writing: boolean;
}

/** Somebody who waits for a person's word, in a room that asks. */
export interface Asker {
  readonly request: string;
  readonly identity: IdentityId;
  /** What they want to be called; "Someone" on a device that cannot read it. */
  readonly name: string;
  /** Who made the link they came by, and whether that is this person. */
  readonly by: string;
  readonly mine: boolean;
  /** They left this room before, or were removed from it. */
  readonly wasHere?: true;
}

/** Somebody who was put out. */
export interface Gone {
  readonly identity: IdentityId;
  readonly name: string;
  readonly by: string;
}

/** Messages of somebody removed that arrived after it: kept on this device, shown to nobody. */
export interface LeftOut {
  readonly identity: IdentityId;
  readonly name: string;
  readonly count: number;
  /** The first of them; `text` where it opens here. */
  readonly messages: readonly { readonly id: EntryId; readonly at: number; readonly text?: string }[];
}

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

export interface RoomDetails {
  readonly room: RoomId;
  readonly kind?: RoomSummary['kind'];
  readonly members: readonly Member[];
  readonly invites: readonly Invite[];
  readonly rules: Rules;
  /** Who asks this person to be let in, the first to ask first. */
  readonly asking: readonly Asker[];
  /** What this person may let count after all. */
  readonly leftOut: readonly LeftOut[];
  /** Who was put out and may be put out again by this person, to tighten what counts of theirs. */
  readonly gone?: readonly Gone[];
  readonly may: {
    readonly invite: boolean;
    readonly settings: boolean;
    readonly leave: boolean;
    readonly write: boolean;
  };
  readonly kept: {
    /** Bytes of entries on this device, and how many. */
    readonly here: { readonly bytes: number; readonly entries: number };
    readonly relay: { readonly state: 'all' | 'behind' | 'none'; readonly at?: number };
    /** ID-7: it came back from the relay's copy, and no other member's device has confirmed that it is whole. */
    readonly unconfirmed?: true;
  };
  /** Own messages not durable on the relay yet, oldest first. */
  readonly waiting: readonly { readonly id: EntryId; readonly text: string; readonly at: number }[];
}

/** (hlc, id) as text that sorts as the protocol orders: 12 hex digits of ms, 4 of counter, then the entry id. */
export type Order = string;

/** Where an entry stands: what acknowledgements and markers speak of. */
export interface Slot {
  readonly segment: Segment;
  readonly writer: WriterId;
  readonly seq: number;
}

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

export type Row = MessageRow | MergeRow | GapRow;

/** Counts of own writers' entries that are elsewhere. State of an own message follows from its slot (MRK-2). */
export interface Receipts {
  /** Key `<segment>/<writer>`: entries durable on the relay, and on each other member's devices (the best of them). */
  readonly counts: Readonly<
    Record<string, { readonly relay: number; readonly members: Readonly<Record<IdentityId, number>> }>
  >;
  /** Other members: the m of "Delivered to n of m". */
  readonly others: number;
  /** MRK-3: the room's devices do not tell each other what they have. */
  readonly off?: true;
}

/** Rows of a room that stand next to each other. */
export interface Page {
  readonly rows: readonly Row[];
  /** Messages of the room before the first and after the last of these rows, and in all: for `aria-posinset`. */
  readonly before: number;
  readonly after: number;
  readonly total: number;
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
  readonly code?:
    'unreadable' | 'unknown' | 'expired' | 'revoked' | 'spent' | 'declined' | 'turned-away' | 'unreachable';
}

export type Notice =
  | { readonly is: 'self'; readonly self: Self | undefined }
  | { readonly is: 'rooms'; readonly rooms: readonly RoomSummary[] }
  | { readonly is: 'contacts'; readonly contacts: readonly Contact[] }
  | { readonly is: 'recovery'; readonly recovery: RecoveryState | undefined }
  | { readonly is: 'link'; readonly link: LinkProgress }
  | { readonly is: 'pairing'; readonly pairing: PairingProgress }
  | { readonly is: 'devices'; readonly devices: readonly OwnDevice[] }
  | { readonly is: 'details'; readonly details: RoomDetails }
  /** Rows put, or gone by order key; `total` messages now. Written to the view store before this is said. */
  | {
      readonly is: 'rows';
      readonly room: RoomId;
      readonly put: readonly Row[];
      readonly gone: readonly Order[];
      readonly total: number;
    }
  /** So much changed that a window should read its page again. */
  | { readonly is: 'reload'; readonly room: RoomId }
  | { readonly is: 'receipts'; readonly room: RoomId; readonly receipts: Receipts }
  | { readonly is: 'calls'; readonly calls: readonly Call[] }
  | { readonly is: 'presence'; readonly room: RoomId; readonly present: readonly Present[] }
  | { readonly is: 'connection'; readonly connection: Connection }
  | { readonly is: 'join'; readonly progress: JoinProgress }
  /** Storage trouble, a second device with the same keys, …: what happened and what to do. */
  | { readonly is: 'trouble'; readonly code: string; readonly say: string };

/** What a window paints from before the engine is up: read straight from the view store. */
export interface ViewReader {
  boot(): Promise<{
    readonly self: Self | undefined;
    readonly rooms: readonly RoomSummary[];
    readonly contacts: readonly Contact[];
  }>;
  details(room: RoomId): Promise<RoomDetails | undefined>;
  receipts(room: RoomId): Promise<Receipts | undefined>;
  /** The newest page, or the one ending before / starting after / around a row. At most `limit` rows. */
  page(room: RoomId, at: { before?: Order; after?: Order; around?: Order }, limit: number): Promise<Page>;
  /** The row of a message, for quotes and jumps. */
  find(room: RoomId, id: EntryId): Promise<MessageRow | undefined>;
}

/** The window's end of the engine, whichever tab it runs in. */
export interface Engine {
  /** Resolves when the command is durable on this device. Sent again by itself, under the same id, to a new leader. */
  send(command: Command): Promise<Answer>;
  listen(heard: (notice: Notice) => void): () => void;
}
