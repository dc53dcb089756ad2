import type { RoomId } from '#shared/ids.ts';
import { createRoom, renameRoom } from '../founding.ts';
import type { Answer } from '../messages/answer.ts';
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
    const { changeRules } = await import('../ruling.ts');
    await changeRules(engine.room(room), rules, engine.parts.random, mark());
    return OK;
  },
  'room.leave': leaveRoom,
  'room.forget': async (engine, { room }) => {
    await engine.forgetting.ask(room);
    return OK;
  },
  'room.keep': async (engine, { room }) =>
    (await engine.forgetting.undo(room))
      ? OK
      : { ok: false, code: 'too-late', say: 'This room is removed from this device already.' },
  'room.show': async (engine, { room }) => {
    // Of a room that was left in an earlier run nothing is opened: it is read from what is stored, and nothing more comes.
    if (!engine.rooms.has(room) && engine.view.summary(room)?.left) return OK;
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

/** The op goes out with the next contact; the room stays readable here until the person removes it. */
async function leaveRoom(engine: Commanded, { room: id }: { readonly room: RoomId }): Promise<Answer> {
  const room = engine.room(id);
  await room.open();
  await engine.leaves.ask(room);
  engine.changed(room);
  return OK;
}
