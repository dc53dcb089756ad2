/**
 * CHA-8: a request to join is kept until somebody who may let people in has seen to it, so that both need not be here at the
 * same time. What it says is between them; the relay bounds it and hands it on.
 */
import { readJoinRequest, joinRequestId } from '#shared/charter/joinRequest.ts';
import { bytesOf, toText } from '#shared/bytes.ts';
import type { StoredRequest } from '#shared/ports/relayStore.ts';
import type { Answer, Ask } from '#shared/wire/frames.ts';
import type { DeviceLink } from './deviceLink.ts';
import type { RelayContext } from './relayContext.ts';
import type { Presence, Room } from './room.ts';
import { mayLetIn } from './standing.ts';

const DAY = 24 * 60 * 60 * 1000;

export async function takeRequest(context: RelayContext, link: DeviceLink, { room: id, request }: Ask): Promise<void> {
  const room = context.rooms.of(link, id);
  const presence = room?.presences.get(link);
  if (!room || presence?.standing !== 'guest')
    return link.refuse('not-member', 'Show an invite to this room first.', { room: id });
  const hash = toText(joinRequestId(request));
  if (presence.asked !== undefined && presence.asked !== hash) {
    return link.refuse('slow-down', 'One request to join at a time.', { room: id });
  }
  const read = readJoinRequest(request);
  const isTheirs = read.ok && read.value.room === id && read.value.invite === presence.invite;
  // A certificate is no secret: nobody is brought into a room by another's link.
  if (!isTheirs || read.value.certificate.sign !== link.device) {
    return link.refuse('bad-invite', 'That request does not go with the invite.', { room: id });
  }
  presence.asked = hash;
  if (!room.requests.has(hash)) await keep(context, room, link, presence, { room: id, hash, request });
}

async function keep(
  context: RelayContext,
  room: Room,
  link: DeviceLink,
  presence: Presence,
  asked: Omit<StoredRequest, 'expires'>,
): Promise<void> {
  const { store, clock, limits } = context;
  await forgetExpired(context, room);
  if (room.requests.size >= limits.joinRequests) {
    return link.refuse('slow-down', 'Too many people are waiting to be let in. Try again later.', {
      room: room.id,
      retry: 60_000,
    });
  }
  const stored = { ...asked, expires: clock.now() + limits.joinRequestDays * DAY };
  room.requests.set(asked.hash, stored);
  for (const member of room.members()) {
    if (mayLetIn(room.charter, member.device, presence.invite)) {
      member.send({ type: 'asked', room: room.id, request: asked.request });
    }
  }
  await store.commit({ requests: [stored] });
}

/** An admitter has seen to a request; the asker is told if here, and whoever else it was put to. */
export async function takeAnswer({ store, rooms }: RelayContext, link: DeviceLink, answer: Answer): Promise<void> {
  const room = rooms.of(link, answer.room);
  if (!room || !mayLetIn(room.charter, link.device, undefined)) {
    return link.refuse('not-member', 'Only who may let people in answers a request.', { room: answer.room });
  }
  const hash = toText(answer.request);
  if (!room.requests.delete(hash)) return;
  tellAsker(room, hash, answer);
  for (const member of room.members())
    if (member.device !== link.device && mayLetIn(room.charter, member.device, undefined)) member.send(answer);
  await store.commit({ answered: [{ room: room.id, hash }] });
}

function tellAsker(room: Room, hash: string, answer: Answer): void {
  for (const [link, presence] of room.presences) {
    if (presence.asked !== hash) continue;
    // Who was answered may ask anew.
    delete presence.asked;
    link.send(answer);
  }
}

async function forgetExpired({ store, clock }: RelayContext, room: Room): Promise<void> {
  const live = new Set(room.liveRequests(clock.now()).map(({ hash }) => hash));
  const expired = [...room.requests.values()].filter(({ hash }) => !live.has(hash));
  if (expired.length === 0) return;
  for (const { hash } of expired) {
    room.requests.delete(hash);
    tellAsker(room, hash, { type: 'answer', room: room.id, request: bytesOf(hash), outcome: 'expired' });
  }
  await store.commit({ answered: expired.map(({ room: id, hash }) => ({ room: id, hash })) });
}
