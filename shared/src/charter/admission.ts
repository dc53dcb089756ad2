/** How somebody and their devices come into a room: what genesis, member.add and join have in common. */
import type { DeviceCert } from '#shared/charter/certificate.ts';
import { type Done, refusal } from '#shared/charter/ops/rule.ts';
import { outranks, type Rank } from '#shared/charter/rank.ts';
import type { CharterState } from '#shared/charter/state.ts';
import type { Fault } from '#shared/errors.ts';
import type { IdentityId } from '#shared/ids.ts';

/** CHA-7. */
const MAX_LIVE_DEVICES = 16;
const MAX_DEVICES_EVER = 64;

/** Why these devices cannot come in, by CHA-7's limits and ID-2. */
export function deviceFault(state: CharterState, certificates: readonly DeviceCert[]): Fault | undefined {
  const identity = certificates[0]?.identity;
  if (identity === undefined || certificates.some((certificate) => certificate.identity !== identity))
    return refusal('many-identities', 'certificates of one identity are wanted');
  const ever = new Set(state.devicesOf.get(identity));
  const live = new Set([...ever].filter((device) => state.devices.get(device)?.live));
  for (const { sign } of certificates) {
    ever.add(sign);
    live.add(sign);
  }
  if (live.size > MAX_LIVE_DEVICES || ever.size > MAX_DEVICES_EVER)
    return refusal('many-devices', 'an identity has at most 16 live devices and 64 ever');
  return undefined;
}

/** The state with the identity of these certificates a member at `role`, unless what CHA-4 says stands against it. */
export function admit(state: CharterState, certificates: readonly DeviceCert[], role: Rank, done: Done): CharterState {
  const identity = certificates[0]?.identity;
  if (identity === undefined) return state;
  const out = (state.departures.get(identity) ?? []).some((departure) => !done.descends(departure));
  const withDevices = certificates.reduce((next, certificate) => claim(next, certificate, !out), state);
  return out ? withDevices : seat(withDevices, identity, role, done);
}

/** The state with one more device of somebody who is in the room; without a say where they are out by what stands against it. */
export function addDevice(state: CharterState, certificate: DeviceCert, done: Done): CharterState {
  const { identity } = certificate;
  const isOut = (state.departures.get(identity) ?? []).some((departure) => !done.descends(departure));
  return claim(state, certificate, !isOut && state.members.has(identity));
}

/**
 * Of two concurrent admissions the one of higher effective rank stands, among equals the later in order. When roles can
 * change, the ops that came before the standing one must be asked as well: see CHA-4's "skipping an add or role".
 */
function seat(state: CharterState, identity: IdentityId, role: Rank, done: Done): CharterState {
  const seated = state.members.get(identity);
  if (seated && (done.descends(seated.since) || outranks(seated.by, done.rank))) return state;
  return { ...state, members: state.members.with(identity, { rank: role, since: done.id, by: done.rank }) };
}

/** ID-2: a device key under two identities counts for neither. */
function claim(state: CharterState, certificate: DeviceCert, live: boolean): CharterState {
  const { identity, sign, box } = certificate;
  const known = state.devices.get(sign);
  const disputed = known !== undefined && (known.disputed || known.identity !== identity);
  const device = disputed
    ? { ...known, live: false, disputed }
    : { identity, box, live: live || known?.live === true, disputed };
  const before = state.devicesOf.get(identity) ?? [];
  const devicesOf = before.includes(sign) ? state.devicesOf : state.devicesOf.with(identity, [...before, sign]);
  return { ...state, devices: state.devices.with(sign, device), devicesOf };
}
