/**
 * LOG-7, LOG-8 on the relay: it answers what stands in a slot, keeps the proofs it finds or is brought, and hands each to
 * everybody in the room. It takes no side: of a forked list it keeps the branch it met first.
 */
import { CHARTER, documentId } from '#shared/ids.ts';
import type { ProvenFork } from '#shared/log/forkProof.ts';
import { forkFrame, readFork } from '#shared/sync/forkFrame.ts';
import { answerCompare, answerShow, prove } from '#shared/sync/forkSearch.ts';
import { encodeFrame } from '#shared/wire/frame.ts';
import type { Compare, Fork, Show, Shown } from '#shared/wire/frames.ts';
import { wasAsked } from './askBack.ts';
import type { DeviceLink } from './deviceLink.ts';
import { groundOf } from './documentGround.ts';
import type { RelayContext } from './relayContext.ts';
import type { Room } from './room.ts';
import type { RoomDocument } from './roomDocument.ts';
import { stopAtForks } from './storedStops.ts';
import { spreadFork } from './tellForks.ts';

/** Questions of one link; each may cost the hashing of a whole list, and finding a fork takes four. */
const MOST_QUESTIONS = 400;
const questions = new WeakMap<DeviceLink, number>();

/** What stands in some slots, or what a slot holds. */
export async function takeQuestion(context: RelayContext, link: DeviceLink, frame: Compare | Show): Promise<void> {
  const about = { room: frame.room, segment: frame.segment };
  const found = reached(context, link, frame);
  if (!found) return link.refuse('not-member', 'You are not in this room.', about);
  const count = (questions.get(link) ?? 0) + 1;
  questions.set(link, count);
  if (count > MOST_QUESTIONS) return link.refuse('slow-down', 'Too many questions on one connection.', about);
  const ground = groundOf(context.store, found.document);
  link.send(frame.type === 'compare' ? await answerCompare(ground, frame) : await answerShow(ground, frame));
}

/** What a link was asked back: another entry there is a fork, else what it sent before is charged to it. */
export async function takeShown(context: RelayContext, link: DeviceLink, frame: Shown): Promise<void> {
  const found = reached(context, link, frame);
  const { room, segment, writer, seq } = frame;
  if (!found || !wasAsked(found.document, link, writer, seq)) return;
  const fork = await prove(groundOf(context.store, found.document), frame);
  if (fork) return keepFork(context, found.room, fork);
  const say = `does-not-chain at ${writer}/${seq + 1}: entries that do not continue the list held`;
  link.refuse('bad-entry', say, { room, segment });
}

/** A proof that somebody brings. */
export async function takeFork(context: RelayContext, link: DeviceLink, frame: Fork): Promise<void> {
  const about = { room: frame.room, segment: frame.segment };
  const room = context.rooms.of(link, frame.room);
  if (room?.presences.get(link)?.standing !== 'member')
    return link.refuse('not-member', 'You are not in this room.', about);
  const fork = readFork(frame);
  if (!fork.ok) return link.refuse('bad-entry', fork.fault.say, about);
  await keepFork(context, room, fork.value, link);
}

/** Keeps a fork that is news, stops the list there, and tells everybody but who brought it. */
export async function keepFork(
  { store, intake }: RelayContext,
  room: Room,
  fork: ProvenFork,
  from?: DeviceLink,
): Promise<void> {
  const { devices } = room.charter.state();
  const verdict = room.forks.take(fork, (device) => devices.has(device), room.documents.get(CHARTER)?.log);
  if (verdict !== 'news') return;
  const frame = forkFrame(fork.proof);
  const document = room.documents.get(frame.segment);
  if (document) await stopAtForks(store, room, document);
  spreadFork(room, frame, from);
  const kept = { room: room.id, segment: frame.segment, writer: fork.writer, proof: encodeFrame(frame) };
  await store.commit({ forks: [kept] });
  if (frame.segment !== CHARTER) return;
  room.charter.forked(room.forks.devices(documentId(room.id, CHARTER)));
  intake.charterGrew(room);
}

function reached(
  { rooms }: RelayContext,
  link: DeviceLink,
  { room: id, segment }: Compare | Show | Shown,
): { readonly room: Room; readonly document: RoomDocument } | undefined {
  const room = rooms.of(link, id);
  const document = room?.documents.get(segment);
  return room && document && room.reaches(link, document) ? { room, document } : undefined;
}
