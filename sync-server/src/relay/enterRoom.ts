/** SYN-2, SYN-4: a device turns to a room, and hears what the relay has of it. */
import { checkCertificate } from '#shared/charter/certificate.ts';
import { checkInviteProof } from '#shared/charter/invites.ts';
import { equalBytes } from '#shared/bytes.ts';
import { rootDigest } from '#shared/log/rootDigest.ts';
import type { IdentityId, InviteId } from '#shared/ids.ts';
import type { Enter, Entered } from '#shared/wire/frames.ts';
import type { DeviceLink } from './deviceLink.ts';
import type { RelayContext } from './relayContext.ts';
import { refuseInvite } from './refuseInvite.ts';
import type { Room } from './room.ts';
import { showRoom } from './showRoom.ts';
import { standingOf, type Standing } from './standing.ts';

/** A device in more rooms than this at a time is no person. */
const MAX_ROOMS = 5000;

export async function enterRoom(context: RelayContext, link: DeviceLink, frame: Enter): Promise<void> {
  const { rooms, clock } = context;
  if (link.places.size >= MAX_ROOMS) return link.refuse('slow-down', 'Too many rooms at a time.', { room: frame.room });
  const room = await rooms.load(frame.room);
  if (link.closed) return;
  if (!rooms.holds(room)) return enterRoom(context, link, frame);
  const invite = provenInvite(link, frame);
  const kin = provenKin(link, frame);
  const standing = standingOf(room.charter, link.device, invite, clock.now(), frame.bring, kin);
  if (standing === undefined || (frame.invite && standing === 'former' && !frame.bring)) {
    if (frame.invite) return refuseInvite(room, link, invite, clock.now());
    return link.refuse('not-member', 'Your device is not in this room.', { room: frame.room });
  }
  room.enter(link, { standing, invite, brings: frame.bring === true, kin });
  link.send(entered(room, link, standing, frame.digest));
  showRoom(room, link, clock.now());
}

function provenInvite(link: DeviceLink, { room, invite }: Enter): InviteId | undefined {
  return invite && checkInviteProof(invite.signature, link.transcript, room, invite.key) ? invite.key : undefined;
}

/** The identity that certified this device, by its certificate. */
function provenKin(link: DeviceLink, { certificate }: Enter): IdentityId | undefined {
  const read = certificate && checkCertificate(certificate);
  return read?.ok && read.value.sign === link.device ? read.value.identity : undefined;
}

function entered(room: Room, link: DeviceLink, standing: Standing, digest: Uint8Array | undefined): Entered {
  const known = room.visible(standing).filter(({ log }) => log.size > 0);
  for (const document of known) document.told.add(link);
  const documents = known.map((document) => document.offer());
  const same = digest !== undefined && equalBytes(digest, rootDigest([...documents]));
  const state = standing === 'bringer' ? 'unknown' : same ? 'same' : 'differs';
  return { type: 'entered', room: room.id, state, documents };
}
