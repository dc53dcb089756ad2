/** What a person does to the messages of a room, and in front of them. */
import { GrapevineError } from '#shared/errors.ts';
import type { RoomId } from '#shared/ids.ts';
import { TEXT_BYTES } from '#shared/timeline/ops/fields.ts';
import { keepDraft } from '../drafts.ts';
import type { Room } from '../room.ts';
import { type Commanded, OK, type Runners } from './runner.ts';

export const writingCommands = {
  send: async (engine, { room, text, reply, expires }, mark) => {
    const ending = expires === undefined ? {} : { expires };
    const op = { t: 'message', text: textFrom(text), ...(reply ? { reply } : {}), ...ending } as const;
    const entry = await roomToWriteIn(engine, room).write(op, (made) => mark({ ok: true, entry: made }));
    await keepDraft(engine.view, room, { text: '' });
    return { ok: true, entry };
  },
  edit: async (engine, { room, target, text }, mark) => {
    await engine.room(room).openAround(target);
    const op = { t: 'edit', target, text: textFrom(text) } as const;
    return { ok: true, entry: await roomToWriteIn(engine, room).write(op, (made) => mark({ ok: true, entry: made })) };
  },
  delete: async (engine, { room, target }) => {
    await engine.room(room).openAround(target);
    await engine.room(room).turn(() => engine.held.hold(roomToWriteIn(engine, room).id, target));
    engine.room(room).view.touch(target);
    return OK;
  },
  'delete.undo': async (engine, { room, target }) => {
    if (!(await engine.held.undo(target)))
      return { ok: false, code: 'too-late', say: 'This message is deleted already.' };
    engine.room(room).view.touch(target);
    return OK;
  },
  react: async (engine, { room, target, emoji, on }, mark) => {
    await engine.room(room).openAround(target);
    await roomToWriteIn(engine, room).write({ t: 'react', target, emoji, on }, () => mark());
    return OK;
  },
  draft: async (engine, { room, draft }) => {
    await keepDraft(engine.view, room, draft);
    return OK;
  },
  attend: (engine, { room, attention }) => {
    const known = engine.rooms.get(room);
    if (known?.isOpen === true) engine.attendance.attend(known, attention);
    return Promise.resolve(OK);
  },
  read: (engine, { room, upTo }) => {
    if (!engine.rooms.has(room) && engine.view.summary(room)?.left) return Promise.resolve(OK);
    const known = engine.room(room);
    if (!known.view.read(upTo)) return Promise.resolve(OK);
    engine.markers?.read(known, upTo);
    engine.changed(known);
    return Promise.resolve(OK);
  },
} satisfies Partial<Runners>;

/** Whoever is on the way out says nothing more. */
function roomToWriteIn(engine: Commanded, id: RoomId): Room {
  const room = engine.room(id);
  // ID-4: nothing goes to a person whose keys are in doubt until this one decided.
  if (engine.finding.changed(id))
    throw new GrapevineError(
      'keys-changed',
      'Other keys answer for this person now. Compare words, or choose to go on, first.',
    );
  if (room.isLeaving) throw new GrapevineError('not-member', 'You have left this room.');
  return room;
}

function textFrom(text: string): string {
  if (text.trim() === '') throw new GrapevineError('no-text', 'Write something first.');
  if (new TextEncoder().encode(text).length > TEXT_BYTES)
    throw new GrapevineError('long-text', 'A message has at most 16 KB. Send it in two parts.');
  return text;
}
