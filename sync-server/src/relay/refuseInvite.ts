/**
 * CHA-8: whoever proves an invite that lets nobody in hears why; who only names its key hears nothing of it. What the charter
 * says against it stands; an invite it does not have may have been made a moment ago, by somebody who is not here yet.
 */
import { inviteTrouble } from '#shared/charter/inviteTrouble.ts';
import type { InviteId } from '#shared/ids.ts';
import type { DeviceLink } from './deviceLink.ts';
import type { Room } from './room.ts';

const TRY_AGAIN_MS = 3_000;

export function refuseInvite(room: Room, link: DeviceLink, id: InviteId | undefined, now: number): void {
  const invite = id === undefined ? undefined : room.charter.state().invites.get(id);
  const trouble = invite && inviteTrouble(invite, now);
  if (trouble) link.refuse('bad-invite', trouble.say, { room: room.id });
  else link.refuse('bad-invite', 'The relay does not know this invite yet.', { room: room.id, retry: TRY_AGAIN_MS });
}
