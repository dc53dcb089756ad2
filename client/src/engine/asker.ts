/** Somebody who asks to come into a room, as a person who may let them in sees them. */
import { openAskerName } from '#shared/charter/askerName.ts';
import { readJoinRequest } from '#shared/charter/joinRequest.ts';
import { departuresOf } from '#shared/charter/state.ts';
import type { Keys } from './keys.ts';
import type { Asker } from './messages/members.ts';
import { plainName } from './plainName.ts';
import type { Room } from './room.ts';

/** `request`: how it is called on this device. */
export function askerOf(room: Room, request: string, bytes: Uint8Array, keys: Keys): Asker | undefined {
  const read = readJoinRequest(bytes);
  const state = room.charter.charter.state();
  const invite = read.ok ? state.invites.get(read.value.invite) : undefined;
  if (!read.ok || !invite) return undefined;
  const { identity } = read.value.certificate;
  const said = read.value.name && openAskerName(read.value.name, keys.device, keys.box);
  return {
    request,
    identity,
    name: plainName(said ?? '', 'Someone'),
    by: invite.by === keys.identity ? room.ownName : room.view.nameOf(invite.by),
    mine: invite.by === keys.identity,
    ...(departuresOf(state, identity).length > 0 ? { wasHere: true as const } : {}),
  };
}
