/** SYN-4 between peers: what the other side may have of a room, as its charter stands now. A relay's is in its standing.ts. */
import { checkCertificate } from '#shared/charter/certificate.ts';
import { checkInviteProof } from '#shared/charter/invites.ts';
import { inviteTrouble } from '#shared/charter/inviteTrouble.ts';
import { actingIdentity, type CharterState } from '#shared/charter/state.ts';
import type { DeviceId, IdentityId, InviteId } from '#shared/ids.ts';
import type { Enter } from '#shared/wire/frames.ts';

/** What somebody who is not in the room has shown: an invite's secret, or that their identity is one that may be in it. */
export interface Guest {
  readonly invite?: InviteId;
  readonly kin?: IdentityId;
}

/** It may have everything. */
export function isMember(state: CharterState, device: DeviceId): boolean {
  const identity = actingIdentity(state, device);
  return identity !== undefined && state.members.has(identity);
}

/** What the frame proves on the link of this transcript; undefined where it proves nothing. */
export function provenGuest(
  { room, invite, certificate }: Enter,
  device: DeviceId,
  transcript: Uint8Array,
): Guest | undefined {
  if (invite)
    return checkInviteProof(invite.signature, transcript, room, invite.key) ? { invite: invite.key } : undefined;
  const read = certificate && checkCertificate(certificate);
  return read?.ok && read.value.sign === device ? { kin: read.value.identity } : undefined;
}

/** It may read the charter, and ask. One the charter knows and does not let act was revoked: its certificate is no way back in. */
export function isWelcome(state: CharterState, { invite, kin }: Guest, device: DeviceId, now: number): boolean {
  const shown = invite && state.invites.get(invite);
  if (shown) return inviteTrouble(shown, now) === undefined;
  return kin !== undefined && state.members.has(kin) && !state.devices.has(device);
}

/** Why it may not; undefined where it proved nothing this room knows of. */
export function whyNot(state: CharterState, { invite }: Guest, now: number): string | undefined {
  const shown = invite && state.invites.get(invite);
  return shown && inviteTrouble(shown, now)?.say;
}
