/** What a charter says at one set of heads. Never changed, only succeeded; maps share what is the same. */
import type { PersistentList } from '#shared/charter/persistentList.ts';
import { PersistentMap } from '#shared/charter/persistentMap.ts';
import { DEFAULT_POLICIES, type Policies } from '#shared/charter/policies.ts';
import { atLeast, outranks, type Rank } from '#shared/charter/rank.ts';
import type { Cut } from '#shared/charter/cuts.ts';
import type { DeviceId, EntryId, EpochId, IdentityId, InviteId, RoomId, Segment, WriterId } from '#shared/ids.ts';

export const ROOM_KINDS = ['self', 'direct', 'group', 'public'] as const;
export type RoomKind = (typeof ROOM_KINDS)[number];

export interface MemberState {
  readonly rank: Rank;
  /** The op this membership rests on. */
  readonly since: EntryId;
  /** The rank that op was decided at: a concurrent one of lower rank does not replace it (CHA-4). */
  readonly by: Rank;
}

/** What the ops about one person say they are, in the room or out of it. */
export interface SeatState extends MemberState {
  /** The ops a later one may be concurrent with and outranked by; those that descend from each other are not kept twice. */
  readonly rivals: readonly Rival[];
}

/** One such op; what somebody is, is what the last one makes of them that no concurrent one outdoes. */
export interface Rival extends MemberState {
  /** Of how many departures of that person its author knew. */
  readonly left: number;
  readonly outdone: boolean;
}

/** CHA-4, CHA-5: an accepted op that took from somebody what they were, and up to where what they wrote still counts. */
export interface Lowering {
  readonly id: EntryId;
  readonly author: IdentityId;
  /** The rank it was decided at: whoever is as much may extend its cuts. */
  readonly by: Rank;
  /** Of a revocation, which device; every other lowers the whole person. */
  readonly device?: DeviceId;
  /** What it leaves them; undefined: nothing. */
  readonly leaves: Rank | undefined;
  /** A writer that is not named had nothing its author knew of: none of it counts. */
  readonly cuts: ReadonlyMap<WriterId, Cut>;
  /** Accepted ops that descend from it and gave more again: of those that descend from each other, the first. */
  readonly undoneBy: readonly EntryId[];
  /** Why somebody was put out; entry/openReason.ts opens it. */
  readonly reason?: SealedSettings;
}

export interface DeviceState {
  readonly identity: IdentityId;
  /** X25519 public key, 32 bytes. */
  readonly box: Uint8Array;
  /** Certified, its identity a member, claimed by that identity alone, and not revoked. */
  readonly live: boolean;
  /** ID-2: certified by two identities, so it counts for neither. */
  readonly disputed: boolean;
  /** Its person gave it up, for good. */
  readonly revoked: boolean;
  /** Accepted ops that brought it in: of those that descend from each other, the first. A list that began before any has no ground. */
  readonly ways: readonly EntryId[];
}

export interface InviteState {
  readonly role: Rank;
  readonly uses: number | 'any';
  /** People who came in by it; more than `uses` when some came at the same time. */
  readonly used: number;
  readonly joined: PersistentMap<IdentityId, EntryId>;
  /** ms UTC; judged by the clocks of admitters and relays, never by the fold. */
  readonly expires: number;
  /** Whoever holds the link comes in alone and reads: the link's box key is a grantee. */
  readonly open: boolean;
  readonly revoked: boolean;
  readonly by: IdentityId;
  readonly preview: Uint8Array;
  /** X25519 public key derived from the link's secret. */
  readonly box: Uint8Array;
  readonly created: EntryId;
}

/** Who a room key can be sealed to. */
export type Grantee = DeviceId | InviteId;

export interface EpochState {
  readonly parents: readonly EpochId[];
  /** One more than the deepest parent's; 1 without parents. */
  readonly depth: number;
  /** H("commit", key): the key that opens what is sealed under this epoch. */
  readonly commit: Uint8Array;
  /** Parents' keys sealed under this epoch's key. */
  readonly links: PersistentList<EpochLink>;
  /** EPO-3: who authored it or a grant of it (perhaps no boxes), and who was granted it: the sealed boxes for them. */
  readonly reached: PersistentMap<Grantee, PersistentList<Uint8Array>>;
}

export interface EpochLink {
  readonly parent: EpochId;
  readonly sealed: Uint8Array;
}

/** Sealed {name, topic, picture}; entry/openSettings.ts opens it. */
export interface SealedSettings {
  readonly epoch: EpochId;
  readonly sealed: Uint8Array;
}

export interface CharterState {
  readonly room: RoomId;
  /** These three are undefined until the genesis is here. */
  readonly kind: RoomKind | undefined;
  readonly createdBy: IdentityId | undefined;
  readonly month: Segment | undefined;
  readonly members: PersistentMap<IdentityId, MemberState>;
  readonly devices: PersistentMap<DeviceId, DeviceState>;
  /** Every device an identity ever had here, oldest first. */
  readonly devicesOf: PersistentMap<IdentityId, readonly DeviceId[]>;
  readonly seats: PersistentMap<IdentityId, SeatState>;
  /** Whoever was put out is in again only by ops that descend from every one that put them out. */
  readonly lowerings: PersistentMap<IdentityId, readonly Lowering[]>;
  /** Whom a lowering lowered. */
  readonly lowered: PersistentMap<EntryId, IdentityId>;
  readonly invites: PersistentMap<InviteId, InviteState>;
  readonly epochs: PersistentMap<EpochId, EpochState>;
  readonly settings: SealedSettings | undefined;
  /** What people want to be called who say so here and not in the timeline; entry/openName.ts opens it. */
  readonly names: PersistentMap<IdentityId, SealedSettings>;
  readonly policies: Policies;
}

export const emptyState = (room: RoomId): CharterState => ({
  room,
  kind: undefined,
  createdBy: undefined,
  month: undefined,
  members: PersistentMap.empty(),
  devices: PersistentMap.empty(),
  devicesOf: PersistentMap.empty(),
  seats: PersistentMap.empty(),
  lowerings: PersistentMap.empty(),
  lowered: PersistentMap.empty(),
  invites: PersistentMap.empty(),
  epochs: PersistentMap.empty(),
  settings: undefined,
  names: PersistentMap.empty(),
  policies: DEFAULT_POLICIES,
});

export const rankOf = (state: CharterState, identity: IdentityId | undefined): Rank | undefined =>
  identity === undefined ? undefined : state.members.get(identity)?.rank;

/** Whose device it is or was; undefined for strangers and for a device two identities claim. */
export function identityOf(state: CharterState, device: DeviceId): IdentityId | undefined {
  const known = state.devices.get(device);
  return known && !known.disputed ? known.identity : undefined;
}

/** Whose device it is, while it may act. */
export function actingIdentity(state: CharterState, device: DeviceId): IdentityId | undefined {
  const known = state.devices.get(device);
  return known?.live ? known.identity : undefined;
}

/** May this person make and revoke invites? A single invite's role must stand below their own rank besides. */
export const mayInvite = (state: CharterState, identity: IdentityId): boolean =>
  atLeast(rankOf(state, identity), state.policies.invite);

/** May this person let somebody in at `role`? */
export const mayAdmit = (state: CharterState, identity: IdentityId, role: Rank = 'member'): boolean =>
  mayInvite(state, identity) && outranks(rankOf(state, identity), role);

/** CHA-8: does this open link let people in by itself? It has its maker's say, who may have left or been made less. */
export const letsInAlone = (state: CharterState, { open, by, role }: InviteState): boolean =>
  open && state.policies.links !== 'asked' && outranks(rankOf(state, by), role);

/** A direct conversation has room for two; of two who come in at the same time both stand, for neither could know. */
export const isFull = ({ kind, members }: CharterState, identity: IdentityId | undefined): boolean =>
  kind === 'direct' && members.size > 1 && identity !== undefined && !members.has(identity);

/** May this person write to the timeline? Readers may not, nor in a read-only room anybody below its policy. */
export const mayWrite = (state: CharterState, identity: IdentityId): boolean =>
  mayWriteAs(state, rankOf(state, identity));

export const mayWriteAs = (state: CharterState, rank: Rank | undefined): boolean => atLeast(rank, state.policies.write);

export const mayChangeSettings = (state: CharterState, identity: IdentityId): boolean =>
  atLeast(rankOf(state, identity), 'admin');

/** May this person put that one out, or change what they are? Of those they may give, see `mayGive`. */
export const mayManage = (state: CharterState, identity: IdentityId, target: IdentityId): boolean =>
  mayManageAs(rankOf(state, identity), rankOf(state, target));

export const mayManageAs = (rank: Rank | undefined, target: Rank | undefined): boolean =>
  target !== undefined && atLeast(rank, 'moderator') && outranks(rank, target);

/** Nobody makes another their equal. */
export const mayGive = (rank: Rank | undefined, role: Rank): boolean =>
  atLeast(rank, 'moderator') && outranks(rank, role);

export const mayHandOver = (state: CharterState, identity: IdentityId): boolean => rankOf(state, identity) === 'owner';

/** The ops that put somebody out of the room, whether or not they came back. */
export const departuresOf = (state: CharterState, identity: IdentityId): readonly Lowering[] =>
  (state.lowerings.get(identity) ?? []).filter(isDeparture);

export const isDeparture = ({ leaves, device }: Lowering): boolean => leaves === undefined && device === undefined;

/** Anybody may but the owner, who hands over first. */
export function mayLeave(state: CharterState, identity: IdentityId): boolean {
  const rank = rankOf(state, identity);
  return rank !== undefined && rank !== 'owner';
}

/** As far as the charter can say: the clock's word on expiry is the caller's. */
export const isSpent = (invite: InviteState): boolean => invite.uses !== 'any' && invite.used >= invite.uses;
