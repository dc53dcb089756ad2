/** LOG-6, LOG-8a on the relay: charter entries asked for by id, of links and by them. */
import { CHARTER } from '#shared/ids.ts';
import { admit } from '#shared/log/guard.ts';
import type { BranchRun } from '#shared/log/admission.ts';
import { keepBranch } from '#shared/sync/keptBranches.ts';
import { answerNeed, MOST_NEEDS, readGiven, type Grounds } from '#shared/sync/needs.ts';
import type { Given, Need } from '#shared/wire/frames.ts';
import type { DeviceLink } from './deviceLink.ts';
import { groundOf } from './documentGround.ts';
import { departuresOfLink } from './formerCharter.ts';
import { needsOf } from './linkNeeds.ts';
import type { RelayContext } from './relayContext.ts';
import type { Room } from './room.ts';
import type { RoomDocument } from './roomDocument.ts';
import { keepFork } from './takeForks.ts';

const answered = new WeakMap<DeviceLink, number>();

export async function takeNeed(context: RelayContext, link: DeviceLink, frame: Need): Promise<void> {
  const { rooms } = context;
  const about = { room: frame.room, segment: CHARTER };
  const room = rooms.of(link, frame.room);
  const charter = room?.documents.get(CHARTER);
  if (!room || !charter) return link.refuse('not-member', 'You are not in this room.', about);
  const count = (answered.get(link) ?? 0) + 1;
  answered.set(link, count);
  if (count > MOST_NEEDS) return link.refuse('slow-down', 'Too many questions on one connection.', about);
  if (!mayRead(room, link, frame)) return link.send({ type: 'given', room: frame.room, id: frame.id });
  link.send(await answerNeed(groundsOf(context, room, charter), frame));
}

/** Of a former member: what led to their being out, and no more (SYN-4). */
function mayRead(room: Room, link: DeviceLink, { id }: Need): boolean {
  if (room.presences.get(link)?.standing !== 'former') return true;
  return departuresOfLink(room, link).some((out) => room.charter.descends([out], [id]));
}

/** What a link was asked for. */
export async function takeGiven(context: RelayContext, link: DeviceLink, frame: Given): Promise<void> {
  const room = context.rooms.of(link, frame.room);
  const charter = room?.documents.get(CHARTER);
  if (!room || !charter || !room.reaches(link, charter)) return;
  const needs = needsOf(link, room);
  if (!needs.answers(frame)) return;
  const isGood = frame.list !== undefined && (await takeList(context, room, charter, link, frame.list));
  needs.taken(frame, isGood, room.charter);
  context.intake.answered(room, link);
}

/** True when all of it is here now. */
async function takeList(
  context: RelayContext,
  room: Room,
  charter: RoomDocument,
  link: DeviceLink,
  list: NonNullable<Given['list']>,
): Promise<boolean> {
  const { charter: fold, beside } = room;
  if (!beside.hasRoomFor(list.device, (id) => fold.isIn(id))) return false;
  const { run, last, isPlain, fork } = await readGiven(groundsOf(context, room, charter), list);
  if (fork) await keepFork(context, room, fork, link);
  if (isPlain) context.intake.take(room, charter, link, [run]);
  else takeBranch(context, room, charter, run);
  context.intake.settle();
  return last !== undefined && fold.has(last);
}

/** Kept before anything that rests on it, for changes land in the order given. */
function takeBranch({ intake }: RelayContext, room: Room, charter: RoomDocument, run: BranchRun): void {
  const { beside } = admit(charter.log, [], room.judge, { branches: [run] });
  if (beside.length === 0) return;
  room.beside.add(beside);
  const branches = beside.map((entry) => ({ room: room.id, id: entry.id, entry: keepBranch(room.id, entry) }));
  intake.keep(room, { branches });
  intake.charterGrew(room);
}

const groundsOf = ({ store }: RelayContext, room: Room, document: RoomDocument): Grounds => ({
  ...groundOf(store, document),
  charter: room.charter,
  beside: room.beside,
});
