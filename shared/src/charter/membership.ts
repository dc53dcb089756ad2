/** What ops about one person make of them (CHA-4's state), told in CHA-4's order, one op at a time. */
import type { Cut } from '#shared/charter/cuts.ts';
import type { Done } from '#shared/charter/ops/rule.ts';
import { outranks, type Rank } from '#shared/charter/rank.ts';
import { type CharterState, isDeparture, type Lowering, type Rival } from '#shared/charter/state.ts';
import type { DeviceId, IdentityId } from '#shared/ids.ts';

/** They are to be of this rank: unless a concurrent op says otherwise that knows of more departures, or of higher effective rank. */
export function seat(state: CharterState, identity: IdentityId, rank: Rank, done: Done): CharterState {
  const { id, rank: by } = done;
  const left = (state.lowerings.get(identity) ?? []).filter((one) => isDeparture(one) && done.descends(one.id)).length;
  const rivals = state.seats.get(identity)?.rivals ?? [];
  const others = rivals.filter((rival) => !done.descends(rival.since));
  const saying = { rank, since: id, by, left, outdone: others.some((other) => outdoes(other, { by, left })) };
  const next = rivals
    .filter((rival) => others.includes(rival) || outranks(rival.by, by))
    .map((rival) => (others.includes(rival) && outdoes(saying, rival) ? { ...rival, outdone: true } : rival));
  const all = [...next, saying];
  const { rank: is, since, by: whose } = all.findLast(({ outdone }) => !outdone) ?? saying;
  const seats = state.seats.with(identity, { rank: is, since, by: whose, rivals: all });
  const gives = (lowering: Lowering): boolean =>
    !lowering.device && outranks(rank, lowering.leaves) && done.descends(lowering.id);
  const lowered = state.lowerings.get(identity)?.map((one) => (gives(one) ? undone(one, done) : one));
  const lowerings = lowered ? state.lowerings.with(identity, lowered) : state.lowerings;
  return settle({ ...state, seats, lowerings }, identity, done);
}

type Weight = Pick<Rival, 'by' | 'left'>;

/** Of two that know nothing of each other: who came back from leaving is what they came back as. */
export const outdoes = (one: Weight, other: Weight): boolean =>
  one.left === other.left ? outranks(one.by, other.by) : one.left > other.left;

function undone(lowering: Lowering, done: Done): Lowering {
  if (lowering.undoneBy.some((earlier) => done.descends(earlier))) return lowering;
  return { ...lowering, undoneBy: [...lowering.undoneBy, done.id] };
}

/** `leaves` undefined: they are out. With `device`, only that device is. */
export function lower(
  state: CharterState,
  identity: IdentityId,
  {
    leaves,
    cuts,
    device,
    reason,
  }: {
    readonly leaves?: Rank;
    readonly cuts?: readonly Cut[] | undefined;
    readonly device?: DeviceId;
    readonly reason?: Lowering['reason'];
  },
  done: Done,
): CharterState {
  const { id, author, rank: by } = done;
  const lowering: Lowering = {
    id,
    author,
    by,
    leaves,
    cuts: new Map((cuts ?? []).map((cut) => [cut.writer, cut])),
    undoneBy: [],
    ...(device === undefined ? {} : { device }),
    ...(reason === undefined ? {} : { reason }),
  };
  const lowerings = [...(state.lowerings.get(identity) ?? []), lowering];
  const lowered = state.lowered.with(id, identity);
  return settle({ ...state, lowered, lowerings: state.lowerings.with(identity, lowerings) }, identity, done);
}

/** In, when each op that put them out has a re-add that descends from it. Who goes out takes all their devices along. */
function settle(before: CharterState, identity: IdentityId, done: Done): CharterState {
  const state = withoutPassedOver(before, identity, done);
  const seated = state.seats.get(identity);
  const isOut = (state.lowerings.get(identity) ?? []).some((one) => isDeparture(one) && one.undoneBy.length === 0);
  if (seated && !isOut) {
    const { rank, since, by } = seated;
    return { ...state, members: state.members.with(identity, { rank, since, by }) };
  }
  if (!state.members.has(identity)) return state;
  const devices = (state.devicesOf.get(identity) ?? []).reduce(quieten, state.devices);
  return { ...state, members: state.members.without(identity), devices };
}

/** CHA-5: a demotion that is skipped, for somebody unaware of it has more to say, cuts nothing: else a member could say nothing. */
function withoutPassedOver(state: CharterState, identity: IdentityId, done: Done): CharterState {
  const seated = state.seats.get(identity);
  const lowerings = state.lowerings.get(identity);
  if (!seated || !lowerings) return state;
  const isPassedOver = ({ id, leaves, device }: Lowering): boolean =>
    leaves !== undefined && !device && outranks(seated.rank, leaves) && !done.descends(id, seated.since);
  if (!lowerings.some(isPassedOver)) return state;
  const left = lowerings.filter((one) => !isPassedOver(one));
  return { ...state, lowerings: state.lowerings.with(identity, left) };
}

export function quieten(devices: CharterState['devices'], device: DeviceId): CharterState['devices'] {
  const known = devices.get(device);
  return known?.live ? devices.with(device, { ...known, live: false }) : devices;
}
