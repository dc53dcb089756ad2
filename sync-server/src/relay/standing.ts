/** SYN-4: what a device may have of a room, as its charter stands now. */
import type { Charter } from '#shared/charter/charter.ts';
import { inviteTrouble } from '#shared/charter/inviteTrouble.ts';
import { actingIdentity, mayAdmit, type InviteState } from '#shared/charter/state.ts';
import type { DeviceId, IdentityId, InviteId } from '#shared/ids.ts';

/**
 * `member`: everything. `guest`: holds an invite, or is a device of a member that the charter does not have yet; the charter and one join request. `former`: was in the room; the charter up
 * to then, on asking, and no longer as it grows; or says it is in the room by entries that are not here, and may bring them. `bringer`: the room is new here, and may be brought.
 */
export type Standing = 'member' | 'guest' | 'former' | 'bringer';

export function standingOf(
  charter: Charter,
  device: DeviceId,
  invite: InviteId | undefined,
  now: number,
  brings = false,
  kin?: IdentityId,
): Standing | undefined {
  if (charter.size === 0) return 'bringer';
  const state = charter.state();
  const identity = actingIdentity(state, device);
  if (identity !== undefined && state.members.has(identity)) return 'member';
  if (invite !== undefined && isLive(state.invites.get(invite), now)) return 'guest';
  // One the charter knows and does not let act was revoked: its certificate is no way back in.
  if (kin !== undefined && state.members.has(kin) && !state.devices.has(device)) return 'guest';
  return brings || state.devices.has(device) ? 'former' : undefined;
}

export const isLive = (invite: InviteState | undefined, now: number): boolean =>
  invite !== undefined && inviteTrouble(invite, now) === undefined;

/** May this device let somebody in by this invite? */
export function mayLetIn(charter: Charter, device: DeviceId, invite: InviteId | undefined): boolean {
  const state = charter.state();
  const identity = actingIdentity(state, device);
  const role = invite === undefined ? undefined : state.invites.get(invite)?.role;
  return identity !== undefined && mayAdmit(state, identity, role);
}
