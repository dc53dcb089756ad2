import { MEMBER, OUT, joined, personOf, type Device, type Op, type Person, type Rank } from './history.ts';
import { allowedAt, targetOf } from './authority.ts';
import { authorIn, decide } from './decide.ts';
import { isLive, lastRankIn, rankIn, stateOf, type Accepted, type Founding, type State } from './state.ts';

/** The fold of the ops, which hold all their ancestors: first CHA-3 of each by the fold of its ancestors, then CHA-4 of all. */
export function fold(founding: Founding, ops: readonly Op[]): State {
  return stateOf(founding, acceptedOf(founding, ops), (one) => localState(founding, one));
}

export function acceptedOf(founding: Founding, ops: readonly Op[]): Accepted {
  const localOf = (one: Op): State => localState(founding, one);
  return decide(
    founding,
    ops.filter((one) => passesLocally(founding, one, localOf(one))),
    localOf,
  );
}

/** CHA-3's fold "never changes", so it is the one thing kept. */
const kept = new WeakMap<Op, { founding: Founding; state: State }>();

export function localState(founding: Founding, one: Op): State {
  const known = kept.get(one);
  if (known?.founding === founding) return known.state;
  const state = fold(founding, [...one.before]);
  kept.set(one, { founding, state });
  return state;
}

export function passesLocally(founding: Founding, one: Op, local: State): boolean {
  const target = targetOf(one);
  const standing: Rank = target === undefined ? OUT : standsAt(one, target, local);
  return makesSense(founding, one, local) && allowedAt(one, authorIn(local, one), standing, local.policies);
}

/** Who is out stands where they stood, to whoever puts them out again; to everybody else nowhere. */
export const standsAt = ({ act }: Op, target: Person, state: State): Rank =>
  act.kind === 'remove' ? lastRankIn(state, target) : rankIn(state, target);

/** What CHA-2 takes for granted: one adds who is out, removes who is in, and so on. */
function makesSense(founding: Founding, one: Op, local: State): boolean {
  const { act } = one;
  switch (act.kind) {
    case 'add':
      return hasPlace(founding, local, act.target) && hasDevice(founding, local, act.target) && act.role !== OUT;
    case 'join':
      return (
        hasPlace(founding, local, act.target) &&
        local.invites.has(act.invite) &&
        !local.ended.has(act.invite) &&
        !local.revoked.has(joined(one))
      );
    // "A removed person may be removed again to tighten."
    case 'remove':
      return lastRankIn(local, act.target) !== OUT;
    case 'role':
      return rankIn(local, act.target) !== OUT && act.role !== OUT && act.role !== rankIn(local, act.target);
    case 'handover':
      return rankIn(local, act.target) !== OUT && act.target !== personOf(one.device);
    case 'uninvite':
      return local.invites.has(act.invite);
    case 'device.add':
      return (
        !isLive(local, act.device) &&
        !local.revoked.has(act.device) &&
        (one.device === act.device || local.devices.has(one.device))
      );
    case 'device.revoke':
      return local.devices.has(act.device) && !local.revoked.has(act.device) && isKnown(local, one.device);
    // "In a public room no invite is made that is not open, and the policy `links: asked` is void"; "an open link gives no more
    // than membership, but in a direct room"
    case 'invite':
      return act.open ? act.role <= MEMBER || founding.kind === 'direct' : founding.kind !== 'public';
    case 'settings':
      return founding.kind !== 'public' || act.policies?.links !== 'asked';
    case 'leave':
    case 'name':
    case 'rotate':
      return true;
  }
}

/** Not in yet; and "a direct room has room for two". */
function hasPlace({ kind }: Founding, local: State, target: Person): boolean {
  const present = [...local.ranks.values()].filter((rank) => rank !== OUT).length;
  return rankIn(local, target) === OUT && (kind !== 'direct' || present < 2);
}

/** An add brings the devices that were not given up; with none there is nobody to add. */
const hasDevice = ({ devices }: Founding, { revoked }: State, target: Person): boolean =>
  devices.some((device) => personOf(device) === target && !revoked.has(device));

/** In the room with this device, revoked or not. */
function isKnown(local: State, device: Device): boolean {
  return rankIn(local, personOf(device)) !== OUT && (local.devices.has(device) || local.revoked.has(device));
}
