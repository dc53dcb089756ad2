import { rankOf } from '#shared/charter/state.ts';
import type { RoomId } from '#shared/ids.ts';
import { createRoom, renameRoom } from '../founding.ts';
import type { Answer } from '../messages/answer.ts';
import { handOver } from '../ranks.ts';
import type { Room } from '../room.ts';
import { changeRules } from '../ruling.ts';
import { type Commanded, OK, type Runners } from './runner.ts';
import { nameFrom } from './typedName.ts';

export const roomCommands = {
  'room.create': async (engine, { name, kind }, mark) => {
    const made = { kind: kind ?? ('group' as const) };
    return { ok: true, room: await createRoom(engine, nameFrom(name), (room) => mark({ ok: true, room }), made) };
  },
  'room.rename': async (engine, { room, name, topic }) => {
    await renameRoom(engine.room(room), nameFrom(name), topic, engine.parts.random);
    return OK;
  },
  'room.rules': async (engine, { room, rules }, mark) => {
    await changeRules(engine.room(room), rules, engine.parts.random, mark());
    return OK;
  },
  'room.leave': leaveRoom,
  'room.show': async (engine, { room }) => {
    engine.open.show(room);
    engine.finding.lookAgain(room).catch((error: unknown) => engine.trouble(error));
    await engine.room(room).show();
    await engine.closeSurplus();
    engine.changed(engine.room(room));
    return OK;
  },
  'room.hide': async (engine, { room }) => {
    engine.open.hide(room);
    engine.attendance.leave(room);
    await engine.closeSurplus();
    return OK;
  },
} satisfies Partial<Runners>;

/** A conversation of two is anybody's to leave: whoever has the room hands it to the other first. */
async function letGo(engine: Commanded, room: Room): Promise<void> {
  const { identity: me } = await engine.needKeys();
  const state = room.charter.charter.state();
  const other = [...state.members.keys()].find((identity) => identity !== me);
  if (state.kind === 'direct' && other && rankOf(state, me) === 'owner') await handOver(room, me, other, []);
}

/** The op goes out with the next contact; the room stays readable here until the person removes it. */
async function leaveRoom(engine: Commanded, { room: id }: { readonly room: RoomId }): Promise<Answer> {
  const room = engine.room(id);
  await room.open();
  await letGo(engine, room);
  await engine.leaves.ask(room);
  engine.changed(room);
  return OK;
}
