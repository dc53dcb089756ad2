/** How somebody and their devices come into a room: what genesis, member.add and join have in common. */
import type { DeviceCert } from '#shared/charter/certificate.ts';
import { type Done, refusal } from '#shared/charter/ops/rule.ts';
import { seat } from '#shared/charter/membership.ts';
import type { Rank } from '#shared/charter/rank.ts';
import type { CharterState } from '#shared/charter/state.ts';
import type { Fault } from '#shared/errors.ts';
import type { DeviceId, EntryId } from '#shared/ids.ts';

/** CHA-7. */
const MAX_LIVE_DEVICES = 16;
const MAX_DEVICES_EVER = 64;

/** Why these devices cannot come in, by CHA-7's limits and ID-2. */
export function deviceFault(state: CharterState, certificates: readonly DeviceCert[]): Fault | undefined {
  const identity = certificates[0]?.identity;
  if (identity === undefined || certificates.some((certificate) => certificate.identity !== identity))
    return refusal('many-identities', 'certificates of one identity are wanted');
  if (certificates.some(({ sign }) => state.devices.get(sign)?.revoked))
    return refusal('revoked-device', 'its person gave this device up: it comes in with new keys');
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

/**
 * The state with the identity of these certificates a member at `role`, unless what CHA-4 says stands against it. Who was in
 * already, as far as the op's author knew, brings devices and stays what they were.
 */
export function admit(state: CharterState, certificates: readonly DeviceCert[], role: Rank, done: Done): CharterState {
  const identity = certificates[0]?.identity;
  if (identity === undefined) return state;
  const seated = done.before.members.has(identity) ? state : seat(state, identity, role, done);
  return certificates.reduce((next, certificate) => claim(next, certificate, done), seated);
}

/** A device and whose it is, as a certificate or the room has it. */
export type Claimed = Pick<DeviceCert, 'identity' | 'sign' | 'box'>;

/**
 * ID-2: a device key under two identities counts for neither. CHA-7's limits once more: of devices added at the same time,
 * unknown to each other, those that come too many in order are not live. `by`: what brings it in.
 */
export function claim(
  state: CharterState,
  { identity, sign, box }: Claimed,
  done: Done,
  by: readonly EntryId[] = [done.id],
): CharterState {
  const known = state.devices.get(sign);
  const devices = state.devicesOf.get(identity) ?? [];
  const isNew = !devices.includes(sign);
  if (isNew && devices.length >= MAX_DEVICES_EVER) return state;
  const disputed = known !== undefined && (known.disputed || known.identity !== identity);
  const revoked = known?.revoked === true;
  const live = known?.live === true || (state.members.has(identity) && liveOf(state, devices) < MAX_LIVE_DEVICES);
  const before = known?.ways ?? [];
  const ways = before.some((way) => done.descends(way)) ? before : [...new Set([...before, ...by])];
  const device = disputed
    ? { ...known, live: false, disputed, ways }
    : { identity, box, live: live && !revoked, disputed, revoked, ways };
  const devicesOf = isNew ? state.devicesOf.with(identity, [...devices, sign]) : state.devicesOf;
  return { ...state, devices: state.devices.with(sign, device), devicesOf };
}

const liveOf = (state: CharterState, devices: readonly DeviceId[]): number =>
  devices.filter((device) => state.devices.get(device)?.live).length;
