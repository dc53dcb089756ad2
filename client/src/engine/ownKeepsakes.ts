/** What this person's devices keep for each other beside rooms and keys. */
import * as v from 'valibot';
import { isKeyText, type EntryId, type IdentityId, type RoomId } from '#shared/ids.ts';
import { VALUE_BYTES } from '#shared/timeline/ops/keep.ts';
import type { ContactBook } from './contacts.ts';
import { keepDraft } from './drafts.ts';
import type { Host } from './host.ts';
import type { Keepsake } from './keepsakes.ts';
import type { Draft, RoomSummary } from './messages/rooms.ts';
import { MAX_NAME } from './plainName.ts';

const entryField = v.custom<EntryId>((value) => typeof value === 'string' && isKeyText(value));
const draftSchema = v.strictObject({
  text: v.string(),
  reply: v.exactOptional(entryField),
  edit: v.exactOptional(v.strictObject({ target: entryField, text: v.string() })),
});
const contactSchema = v.strictObject({ verified: v.exactOptional(v.number()), account: v.exactOptional(v.string()) });
const hidesSchema = v.strictObject({ receipts: v.exactOptional(v.boolean()), presence: v.exactOptional(v.boolean()) });
const nameSchema = v.pipe(v.string(), v.minLength(1), v.maxLength(MAX_NAME));
/** A place in a timeline (entry/hlc.ts); no more is asked of it, for it is compared and nothing else. */
const orderSchema = v.pipe(v.string(), v.maxLength(200));

/** Room for what CBOR adds, and for an edit beside the text. Longer ones stay on the device they are written on. */
const LONGEST_DRAFT = VALUE_BYTES / 4;

export const ownKeepsakes = (engine: Host, contacts: ContactBook): readonly Keepsake[] => [
  {
    kind: 'contact',
    knows: () => true,
    here: () => new Map(contacts.all.map(({ identity, replaces: _replaces, ...contact }) => [identity, contact])),
    async take(name, value) {
      const read = v.safeParse(v.undefinedable(contactSchema), value);
      if (read.success && isKeyText(name)) await contacts.hear(name as IdentityId, read.output);
    },
  },
  {
    kind: 'draft',
    knows: (name) => isHere(engine, name as RoomId),
    here: () => ofRooms(engine, ({ draft }) => (draft && isShort(draft) ? draft : undefined)),
    async take(name, value) {
      const read = v.safeParse(v.undefinedable(draftSchema), value);
      if (read.success) await keepDraft(engine.view, name as RoomId, read.output ?? { text: '' });
    },
  },
  {
    kind: 'read',
    knows: (name) => isHere(engine, name as RoomId),
    here: () => ofRooms(engine, ({ readUpTo }) => readUpTo),
    async take(name, value) {
      const room = engine.rooms.get(name as RoomId);
      const read = v.safeParse(orderSchema, value);
      if (!room || !read.success) return;
      if (room.view.read(read.output)) {
        await room.open();
        engine.changed(room);
      }
    },
  },
  {
    kind: 'me',
    knows: () => engine.self !== undefined,
    here: () =>
      new Map<string, unknown>(
        engine.self
          ? [['name', engine.self.name], ...(engine.self.hides ? [['hides', engine.self.hides] as const] : [])]
          : [],
      ),
    async take(name, value) {
      const hides = v.safeParse(hidesSchema, value);
      if (name === 'hides' && hides.success) await engine.hide(hides.output);
      const read = v.safeParse(nameSchema, value);
      if (name === 'name' && read.success) await engine.introduce(read.output);
    },
  },
];

function isHere({ view, selfRoom }: Host, room: RoomId): boolean {
  const summary = view.summary(room);
  return summary !== undefined && !summary.left && !summary.joining && !selfRoom.is(room);
}

function ofRooms(engine: Host, of: (summary: RoomSummary) => unknown): ReadonlyMap<string, unknown> {
  return new Map(
    engine.view.summaries.flatMap((summary) => {
      const value = isHere(engine, summary.room) ? of(summary) : undefined;
      return value === undefined ? [] : [[summary.room, value] as const];
    }),
  );
}

const isShort = ({ text, edit }: Draft): boolean => text.length + (edit?.text.length ?? 0) <= LONGEST_DRAFT;
