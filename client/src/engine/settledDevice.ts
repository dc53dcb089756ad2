/** What makes a new device somebody's, to be written at once: its keys, their rooms with the keys to read them, whom they verified. */
import type { RoomId } from '#shared/ids.ts';
import type { Change } from '#shared/ports/deviceStore.ts';
import type { Belongings } from '#shared/recovery/recoveryContents.ts';
import { arriving } from './arrivals.ts';
import { contactsChange } from './contacts.ts';
import { epochChange } from './epochKeys.ts';
import type { Keys } from './keys.ts';
import type { Self } from './messages/people.ts';
import type { RoomSummary } from './messages/rooms.ts';
import { selfRoomChange } from './selfRoomKey.ts';

/** `now` in ms UTC. */
export function settledDevice(
  { keys, change }: { readonly keys: Keys; readonly change: Change },
  { name, rooms, contacts, self }: Belongings,
  now: number,
): readonly Change[] {
  const me: Self = { identity: keys.identity, device: keys.device, name };
  return [
    change,
    contactsChange(contacts),
    { table: 'rooms', key: 'self', value: me },
    ...(self === undefined ? [] : [selfRoomChange(self)]),
    ...rooms.flatMap(({ room, name: roomName, epochs }) => [
      arriving(room),
      ...epochs.map(({ epoch, key }) => epochChange(room, epoch, key)),
      ...(room === self ? [] : [listed(room, roomName, now)]),
    ]),
  ];
}

function listed(room: RoomId, name: string | undefined, createdAt: number): Change {
  const named = name === undefined ? {} : { name };
  const value: RoomSummary = { room, ...named, members: 0, unread: 0, createdAt };
  return { table: 'rooms', key: room, value };
}
