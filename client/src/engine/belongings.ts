/** What of a person goes into a recovery copy and to a device they link: everything but the secret of their identity. */
import type { Belongings } from '#shared/recovery/recoveryContents.ts';
import type { ContactBook } from './contacts.ts';
import { keptEpochs } from './epochKeys.ts';
import type { Host } from './host.ts';

export async function belongingsOf(engine: Host, contacts: ContactBook): Promise<Belongings> {
  const { parts, self, view, selfRoom } = engine;
  const own = selfRoom.id === undefined ? [] : [{ room: selfRoom.id, name: undefined }];
  const rooms = [...view.summaries.filter(({ left }) => !left), ...own];
  return {
    name: self?.name ?? '',
    relay: parts.origin,
    at: parts.clock.now(),
    ...(selfRoom.id === undefined ? {} : { self: selfRoom.id }),
    rooms: await Promise.all(
      rooms.map(async ({ room, name }) => ({
        room,
        ...(name === undefined ? {} : { name }),
        epochs: await keptEpochs(parts.store, room),
      })),
    ),
    contacts: contacts.all.map(({ replaces: _replaces, ...contact }) => contact),
  };
}
