/**
 * Which rooms this person has, as their devices tell each other in the self room's book: where each is to be had, and whether its
 * person has left it. Devices hear of that by the rooms themselves as well, one earlier than another; only one to which
 * it is news tells it, or two that do not know the same yet would contradict each other without end.
 */
import * as v from 'valibot';
import type { RoomId } from '#shared/ids.ts';
import type { Host } from './host.ts';
import type { Keepsake } from './keepsakes.ts';

const keptRoom = v.strictObject({ origin: v.string(), left: v.boolean() });
type KeptRoom = v.InferOutput<typeof keptRoom>;

export const keptRooms = (engine: Host): Keepsake => ({
  kind: 'room',
  // Another device of theirs is in again, or has a room that is new to this one: it is turned to, and says for itself when it is here.
  isSlow: true,
  knows: (name) => engine.view.summary(name as RoomId)?.joining !== true,
  here() {
    const { view, parts } = engine;
    const kept = ({ left }: { readonly left?: true }): KeptRoom => ({ origin: parts.origin, left: left === true });
    return new Map(view.summaries.flatMap((one) => (one.joining ? [] : [[one.room, kept(one)] as const])));
  },
  async take(name, value) {
    const read = v.safeParse(keptRoom, value);
    if (engine.forgetting.isGone(name as RoomId)) return;
    if (!read.success || read.output.left || read.output.origin !== engine.parts.origin) return;
    const summary = engine.view.summary(name as RoomId);
    if (!summary) await arrive(engine, name as RoomId);
    else if (summary.left && !engine.rooms.has(name as RoomId)) engine.enter(await engine.addRoom(name as RoomId));
  },
});

async function arrive(engine: Host, id: RoomId): Promise<void> {
  const { view, parts, arrivals } = engine;
  await arrivals.expect(id);
  const room = await engine.addRoom(id);
  await view.summarise({ room: id, members: 0, unread: 0, createdAt: parts.clock.now(), joining: true });
  engine.enter(room);
}
