/** What a person sees of a room beside its messages: its line in the list, its details, and where own messages are. */
import { documentId, type DeviceId, type EntryId, type IdentityId } from '#shared/ids.ts';
import {
  departuresOf,
  isSpent,
  mayChangeSettings,
  mayGive,
  mayHandOver,
  mayInvite,
  mayLeave,
  mayManage,
  mayManageAs,
  mayWrite,
  rankOf,
  type CharterState,
  type InviteState,
} from '#shared/charter/state.ts';
import { tellsReceipts } from '#shared/charter/telling.ts';
import { openReason } from '#shared/entry/openReason.ts';
import { openSettings } from '#shared/entry/openSettings.ts';
import type { Settings } from '#shared/entry/settings.ts';
import type { Invite } from './messages/invites.ts';
import type { Gone, Member, Rank } from './messages/members.ts';
import type { Draft, RoomDetails, RoomSummary } from './messages/rooms.ts';
import type { Receipts } from './messages/rows.ts';
import { leftOutOf } from './leftOut.ts';
import { plainName } from './plainName.ts';
import type { Room } from './room.ts';

/** The room's sealed settings, opened; undefined until a key is here. */
export function settingsOf(room: Room): Settings | undefined {
  const sealed = room.charter.charter.state().settings;
  const key = sealed && room.charter.keyring.key(sealed.epoch);
  const opened = key && openSettings(key, room.id, sealed.sealed);
  return opened?.ok ? { ...opened.value, name: plainName(opened.value.name, 'A room') } : undefined;
}

/** ENT-6: an answer to what is gone answers nothing, and a change of it has its words. */
function draftOf({ timeline }: Room, { text, reply, edit }: Draft): Draft {
  const isGone = (id: EntryId): boolean => {
    const row = timeline.fold.row(id);
    return row?.kind === 'message' && row.deleted !== undefined;
  };
  return { text, ...(reply && !isGone(reply) ? { reply } : {}), ...(edit && !isGone(edit.target) ? { edit } : {}) };
}

export function summaryOf(room: Room, me: IdentityId, before: RoomSummary | undefined): RoomSummary {
  const state = room.charter.charter.state();
  const settings = settingsOf(room);
  const other = otherIn(state, me) ?? before?.other;
  const { newest, unread, readUpTo } = room.view;
  return {
    room: room.id,
    members: state.members.size,
    unread,
    createdAt: before?.createdAt ?? 0,
    ...kindOf(state),
    ...(other ? { other } : {}),
    ...(other && state.members.has(other)
      ? { name: room.view.nameOf(other) }
      : other && before?.name
        ? { name: before.name }
        : settings
          ? { name: settings.name, ...(settings.topic ? { topic: settings.topic } : {}) }
          : before?.name
            ? { name: before.name }
            : {}),
    ...(newest
      ? {
          last: {
            at: newest.at,
            author: room.view.nameOf(newest.author),
            mine: newest.author === me,
            text: newest.deleted ? '' : newest.text.slice(0, 200),
          },
        }
      : before?.last
        ? { last: before.last }
        : {}),
    ...(before?.draft ? { draft: draftOf(room, before.draft) } : {}),
    ...(readUpTo ? { readUpTo } : {}),
    ...(hasLeft(room, me)
      ? { left: true as const, ...removedFrom(room, me) }
      : state.createdBy && !state.members.has(me)
        ? { joining: true as const }
        : {}),
  };
}

const kindOf = ({ kind }: CharterState): Pick<RoomSummary, 'kind'> =>
  kind === 'direct' || kind === 'public' ? { kind } : {};

/** With whom a conversation of two is; those who are gone from it count as long as nobody else is there. */
const otherIn = ({ kind, members }: CharterState, me: IdentityId): IdentityId | undefined =>
  kind === 'direct' ? [...members.keys()].find((identity) => identity !== me) : undefined;

function hasLeft(room: Room, me: IdentityId): boolean {
  const state = room.charter.charter.state();
  return room.isLeaving || (!state.members.has(me) && (departuresOf(state, me).length > 0 || room.charter.isOut));
}

/** Who put this person out and why, if the key it is sealed under is here. */
function removedFrom(room: Room, me: IdentityId): Pick<RoomSummary, 'removed'> {
  const last = departuresOf(room.charter.charter.state(), me)
    .filter(({ author, undoneBy }) => author !== me && undoneBy.length === 0)
    .at(-1);
  if (!last) return {};
  const { reason: sealed } = last;
  const key = sealed && room.charter.keyring.key(sealed.epoch);
  const reason = key && openReason(key, room.id, sealed.sealed);
  return { removed: { by: room.view.nameOf(last.author), ...(reason ? { reason } : {}) } };
}

const nameIn = (room: Room, identity: IdentityId, me: IdentityId): string =>
  identity === me ? room.ownName : room.view.nameOf(identity);

export interface DetailsContext {
  readonly me: IdentityId;
  readonly now: number;
  /** The link of an invite made on this device. */
  readonly linkOf: (invite: string) => string | undefined;
  readonly relayReachedAt: number | undefined;
  readonly waiting: RoomDetails['waiting'];
  readonly asking: RoomDetails['asking'];
  /** ID-7: restored, and nobody else's device has confirmed it. */
  readonly isUnconfirmed: boolean;
}

export function detailsOf(room: Room, context: DetailsContext): RoomDetails {
  const state = room.charter.charter.state();
  const { me } = context;
  const gone = goneFrom(room, me);
  const { faulty } = room.forks.book;
  const members = [...state.members].map(([identity, { rank }]): Member => ({
    identity,
    name: nameIn(room, identity, me),
    ...((state.devicesOf.get(identity) ?? []).some((device) => faulty.has(device)) ? { faulty: true as const } : {}),
    rank,
    devices: (state.devicesOf.get(identity) ?? []).filter((device) => state.devices.get(device)?.live).length,
    me: identity === me,
    may: mayDo(state, me, identity),
  }));
  return {
    room: room.id,
    ...kindOf(state),
    members: members.sort((a, b) => RANKS.indexOf(a.rank) - RANKS.indexOf(b.rank) || (a.name < b.name ? -1 : 1)),
    invites: [...state.invites].map(([id, invite]) => inviteOf(room, id, invite, context)),
    rules: state.policies,
    asking: context.asking,
    leftOut: leftOutOf(room, me),
    ...(gone.length > 0 ? { gone } : {}),
    may: {
      // A conversation of two is full, or waits for the one it was begun with.
      invite: state.kind !== 'direct' && mayInvite(state, me),
      settings: mayChangeSettings(state, me),
      leave: mayLeave(state, me) || (state.kind === 'direct' && state.members.size > 1 && state.members.has(me)),
      write:
        rankOf(state, me) !== undefined &&
        mayWrite(state, me) &&
        room.charter.keyring.usable(room.charter.charter) !== undefined,
    },
    kept: {
      here: { bytes: room.bytes, entries: room.index.entries },
      relay: keptOnRelay(room, context),
      ...(context.isUnconfirmed ? { unconfirmed: true as const } : {}),
    },
    waiting: context.waiting,
  };
}

/** CHA-5: whom somebody put out and this person may put out again, to tighten; the last to go first. */
function goneFrom(room: Room, me: IdentityId): Gone[] {
  const state = room.charter.charter.state();
  return [...state.lowerings.keys()]
    .flatMap((identity): Gone[] => {
      const seat = state.seats.get(identity)?.rank;
      const last = departuresOf(state, identity).at(-1);
      if (state.members.has(identity) || !last || last.author === identity) return [];
      if (!mayManageAs(rankOf(state, me), seat)) return [];
      return [{ identity, name: room.view.nameOf(identity), by: nameIn(room, last.author, me) }];
    })
    .slice(-MOST_GONE)
    .reverse();
}

const MOST_GONE = 50;

const RANKS: readonly Rank[] = ['owner', 'admin', 'moderator', 'member', 'reader'];

function mayDo(state: CharterState, me: IdentityId, target: IdentityId): Member['may'] {
  const remove = mayManage(state, me, target);
  const give = remove ? RANKS.filter((rank) => rank !== rankOf(state, target) && mayGive(rankOf(state, me), rank)) : [];
  return { remove, give, handOver: mayHandOver(state, me) && target !== me };
}

function keptOnRelay(room: Room, { relayReachedAt }: DetailsContext): RoomDetails['kept']['relay'] {
  const isAll = room.documents.every(({ id, log }) => room.copies.relayHasAll(id, log.counted()));
  const isNone = room.documents.every(({ id, log }) =>
    [...log.heads.keys()].every((writer) => room.copies.relayCount(id, writer) === 0),
  );
  const at = relayReachedAt === undefined ? {} : { at: relayReachedAt };
  return { state: isNone ? 'none' : isAll ? 'all' : 'behind', ...at };
}

function inviteOf(room: Room, id: Invite['invite'], invite: InviteState, context: DetailsContext): Invite {
  const { now, linkOf } = context;
  const link = linkOf(id);
  const state = invite.revoked ? 'revoked' : isSpent(invite) ? 'spent' : invite.expires <= now ? 'expired' : 'live';
  const { uses, used, expires, open } = invite;
  return {
    invite: id,
    uses,
    used,
    expires,
    open,
    state,
    by: nameIn(room, invite.by, context.me),
    ...(link ? { link } : {}),
  };
}

/** Where own messages are: by own writer of each segment. */
export function receiptsOf(room: Room, me: IdentityId): Receipts {
  const state = room.charter.charter.state();
  const identityOf = (device: DeviceId): IdentityId | undefined => state.devices.get(device)?.identity;
  const counts: Record<string, Receipts['counts'][string]> = {};
  for (const segment of room.months) {
    for (const at of room.ownWriters(segment)) {
      const relay = room.copies.relayCount(documentId(room.id, segment), at.writer);
      const known = state.policies.receipts ? room.copies.members(at, identityOf, me) : { members: {} };
      counts[`${segment}/${at.writer}`] = { relay, ...known };
    }
  }
  const others = Math.max(0, state.members.size - (state.members.has(me) ? 1 : 0));
  const known = new Set(Object.values(counts).flatMap(({ members }) => Object.keys(members) as IdentityId[]));
  const out = [...known].filter((identity) => !state.members.has(identity)).sort();
  return {
    counts,
    others,
    ...(out.length > 0 ? { out: out.map((identity) => ({ identity, name: room.view.nameOf(identity) })) } : {}),
    ...(tellsReceipts(state) ? {} : { off: true as const }),
  };
}

/** The oldest own messages the relay does not have yet. */
export const waitingOf = (room: Room): RoomDetails['waiting'] =>
  room.view
    .waiting(({ segment, writer }) => room.copies.relayCount(documentId(room.id, segment), writer), MOST_WAITING)
    .map(({ id, text, at }) => ({ id, text: text.slice(0, MOST_TEXT), at }));

const MOST_WAITING = 200;
const MOST_TEXT = 120;
