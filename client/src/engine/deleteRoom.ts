/**
 * Deletes all that this device keeps of one room. The room is closed, and what was begun may be begun again. What stays is that
 * somebody called this person into it, without the way in: a call that was answered does not come back.
 */
import { CHARTER, documentId, segmentOf, type DocumentId, type RoomId } from '#shared/ids.ts';
import { afterPrefix, TABLES, type Change, type Table } from '#shared/ports/deviceStore.ts';
import { CALLS } from './calls.ts';
import type { Parts } from './parts.ts';

/** Tables in which a room has many rows, all under its name; the others are small, and name it anywhere in the key. */
const BY_ROOM: ReadonlySet<Table> = new Set(['outbox', 'rows', 'places', 'markers']);
const CHANGES_A_WRITE = 500;

/** `last` is written with the last of it. */
export async function deleteRoom({ store, documents }: Parts, room: RoomId, last: Change): Promise<void> {
  const index = await store.range('index', { from: `${room}/`, to: afterPrefix(`${room}/`) });
  const months = new Set([CHARTER, ...index.map(({ key }) => segmentOf(key as DocumentId))]);
  // The index says which documents there are: it goes after them.
  for (const segment of months) await documents.remove(documentId(room, segment));
  const gone: Change[] = [];
  for (const table of TABLES) {
    const span = BY_ROOM.has(table) ? { from: `${room}/`, to: afterPrefix(`${room}/`) } : {};
    for (const { key } of await store.range(table, span))
      if (key.includes(room) && key !== last.key && !key.startsWith(CALLS)) gone.push({ table, key, value: undefined });
  }
  for (let at = 0; at < gone.length; at += CHANGES_A_WRITE) await store.write(gone.slice(at, at + CHANGES_A_WRITE));
  await store.write([last]);
}
