import {
  ADMIN,
  DEFAULT_POLICIES,
  MEMBER,
  OUT,
  OWNER,
  concurrent,
  joined,
  personOf,
  type Device,
  type Op,
  type Person,
  type Policies,
  type Rank,
} from './history.ts';

/** How a room stands before the ops in question: made by a chain of ops that all of them descend from. */
export interface Founding {
  /** `group` if it is not said. */
  readonly kind?: 'self' | 'direct' | 'public';
  readonly ranks: Readonly<Record<Person, Rank>>;
  readonly devices: readonly Device[];
}

export interface State {
  readonly ranks: Map<Person, Rank>;
  /** What those were who are out. */
  readonly former: Map<Person, Rank>;
  readonly devices: Set<Device>;
  /** A revoked key never comes back. */
  readonly revoked: Set<Device>;
  /** The op whose settings stand. */
  settings: string;
  policies: Policies;
  /** The op each person's name stands in. */
  readonly names: Map<Person, string>;
  readonly invites: Set<Op>;
  /** Those of them that let nobody in any more. */
  readonly ended: Set<Op>;
}

export type Accepted = ReadonlyMap<Op, Rank>;

export const rankIn = (state: State, person: Person): Rank => state.ranks.get(person) ?? OUT;
/** What they are, or were before they were put out. */
export const lastRankIn = (state: State, person: Person): Rank =>
  rankIn(state, person) === OUT ? (state.former.get(person) ?? OUT) : rankIn(state, person);
export const isLive = (state: State, device: Device): boolean =>
  state.devices.has(device) && !state.revoked.has(device);

/** The person an op sets a rank for, and the rank. */
export function given(one: Op): { target: Person; rank: Rank } | undefined {
  const { act } = one;
  switch (act.kind) {
    case 'add':
    case 'role':
      return { target: act.target, rank: act.role };
    case 'join':
      return { target: act.target, rank: act.invite.act.kind === 'invite' ? act.invite.act.role : MEMBER };
    case 'handover':
      return { target: act.target, rank: OWNER };
    default:
      return undefined;
  }
}

/** Whom an op puts out: a removal's target, a leaver. */
export function putOut({ act, device }: Op): Person | undefined {
  if (act.kind === 'remove') return act.target;
  return act.kind === 'leave' ? personOf(device) : undefined;
}

/** An add or a join: what may bring a removed person back. */
export const admits = (one: Op): boolean => one.act.kind === 'add' || one.act.kind === 'join';

/** The fold of an op's ancestors: what its author saw. */
export type LocalOf = (one: Op) => State;

/** CHA-4, last part: "accepted ops by (depth, effective rank, id), skipping …; last, X is out if …". */
export function stateOf(founding: Founding, accepted: Accepted, localOf: LocalOf): State {
  const state: State = {
    ranks: new Map(Object.entries(founding.ranks)),
    former: new Map(),
    devices: new Set(founding.devices.filter((one) => (founding.ranks[personOf(one)] ?? OUT) !== OUT)),
    revoked: new Set(),
    settings: 'founding',
    policies: DEFAULT_POLICIES,
    names: new Map(),
    invites: new Set(),
    ended: new Set(),
  };
  const inOrder = [...accepted].sort(
    ([a, ra], [b, rb]) => a.depth - b.depth || ra - rb || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
  );
  for (const [one, rank] of inOrder)
    apply(state, one, { founding, localOf, isSkipped: outranked(one, rank, accepted) });
  for (const [removal] of accepted) {
    const person = putOut(removal);
    if (person !== undefined && !broughtBack(person, removal, accepted)) putOutNow(state, person);
  }
  return state;
}

/** "skipping an add or role concurrent with one on the same target that knows of more departures, or as many, and is of higher effective rank" */
function outranked(one: Op, rank: Rank, accepted: Accepted): boolean {
  const target = given(one)?.target;
  if (target === undefined) return false;
  const departures = [...accepted.keys()].filter((other) => putOut(other) === target);
  const known = ({ before }: Op): number => departures.filter((other) => before.has(other)).length;
  return [...accepted].some(
    ([other, its]) =>
      concurrent(one, other) &&
      given(other)?.target === target &&
      (known(other) > known(one) || (known(other) === known(one) && its > rank)),
  );
}

/** "X is out if an accepted removal of X has no accepted re-add descending from it" */
function broughtBack(person: Person, removal: Op, accepted: Accepted): boolean {
  return [...accepted.keys()].some(
    (other) => admits(other) && given(other)?.target === person && other.before.has(removal),
  );
}

interface Applying {
  readonly founding: Founding;
  readonly localOf: LocalOf;
  readonly isSkipped: boolean;
}

/** An add that is skipped gives no rank; the devices it names are the person's all the same. */
function apply(state: State, one: Op, { founding, localOf, isSkipped }: Applying): void {
  const { act } = one;
  const what = given(one);
  if (what !== undefined && !isSkipped) state.ranks.set(what.target, what.rank);
  // Brought back all the same, as what the op of higher rank had made of them.
  else if (what !== undefined && admits(one)) state.ranks.set(what.target, lastRankIn(state, what.target));
  switch (act.kind) {
    case 'rotate':
      break;
    case 'add':
      bring(state, act.target, founding.devices);
      break;
    case 'join':
      bring(state, act.target, [joined(one)]);
      break;
    case 'role':
      keep(state, act.target, founding, localOf(one));
      break;
    case 'handover':
      keep(state, act.target, founding, localOf(one));
      state.ranks.set(personOf(one.device), ADMIN);
      break;
    case 'remove':
      putOutNow(state, act.target);
      for (const invite of endedBy(one, state.invites)) state.ended.add(invite);
      break;
    case 'leave':
      putOutNow(state, personOf(one.device));
      break;
    case 'device.add':
      // Who came in by an add that is skipped is here by their devices alone.
      if (hasDevices(state, personOf(act.device))) state.devices.add(act.device);
      break;
    case 'device.revoke':
      state.revoked.add(act.device);
      break;
    case 'settings':
      state.settings = one.id;
      state.policies = { ...state.policies, ...act.policies };
      break;
    case 'name':
      state.names.set(personOf(one.device), one.id);
      break;
    case 'invite':
      state.invites.add(one);
      break;
    case 'uninvite':
      state.ended.add(act.invite);
      break;
  }
}

/** An add names all the devices a person begins with, a join the first. */
function bring(state: State, person: Person, devices: readonly Device[]): void {
  for (const device of devices) if (personOf(device) === person) state.devices.add(device);
}

/** "An accepted role or handover stands without the add it rested on", and who was never here brings the devices they had, as its author saw it. */
function keep(state: State, person: Person, founding: Founding, had: State): void {
  const isKnown = founding.ranks[person] !== OUT || hasDevices(state, person);
  if (!isKnown)
    bring(
      state,
      person,
      [...had.devices].filter((device) => isLive(had, device)),
    );
}

const hasDevices = (state: State, person: Person): boolean =>
  [...state.devices].some((one) => personOf(one) === person);

/** "A removal revokes the removed's unspent invites", and "every removal revokes open links": those its author knew of. */
export const endedBy = ({ act, before }: Op, invites: Iterable<Op>): Op[] =>
  act.kind !== 'remove'
    ? []
    : [...invites].filter(
        (invite) =>
          before.has(invite) &&
          invite.act.kind === 'invite' &&
          (invite.act.open === true || personOf(invite.device) === act.target),
      );

/** Gone with their devices. */
function putOutNow(state: State, person: Person): void {
  state.former.set(person, lastRankIn(state, person));
  state.ranks.set(person, OUT);
  for (const device of state.devices) if (personOf(device) === person) state.devices.delete(device);
}

/** Ids of the invites that still let people in. */
export const usable = ({ invites, ended }: State): string[] =>
  [...invites].flatMap((invite) => (ended.has(invite) ? [] : [invite.id])).sort();

/** The state as a text: two states are the same when their texts are. */
export function stateAsText(state: State): string {
  const ranks = [...state.ranks].filter(([, rank]) => rank !== OUT).sort(([a], [b]) => (a < b ? -1 : 1));
  const devices = [...state.devices].filter((device) => isLive(state, device)).sort();
  const names = [...state.names].sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([ranks, devices, state.settings, state.policies, names, usable(state)]);
}
