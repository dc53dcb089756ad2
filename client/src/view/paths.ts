/** The path that messages take now, as the whole window shows it. */
import { words } from '../app/words.ts';
import type { IdentityId, RoomId } from '#shared/ids.ts';
import type { Connection } from '../engine/messages.ts';

export type Path = 'direct' | 'relay' | 'offline' | 'idle';

/** While the relay is looked for nothing travels by it, and nothing is wrong. */
export function pathOf(state: Connection['state']): Path {
  if (state === 'offline') return 'offline';
  return state === 'connecting' ? 'idle' : 'relay';
}

const straightTo = (connection: Connection, room: RoomId | undefined): readonly IdentityId[] =>
  (room && connection.direct?.[room]?.people) ?? [];

/** Of a room: the relay's while it is there, for it keeps copies for whoever is away; else straight to whoever is reached so. */
export function pathIn(connection: Connection, room: RoomId | undefined): Path {
  const path = pathOf(connection.state);
  return path !== 'relay' && straightTo(connection, room).length > 0 ? 'direct' : path;
}

/** To one person. */
export const pathTo = (connection: Connection, room: RoomId | undefined, person: IdentityId): Path =>
  straightTo(connection, room).includes(person) ? 'direct' : pathOf(connection.state);

/** The header pill: it names the path. */
export function pathName(connection: Connection, room: RoomId | undefined): string {
  switch (pathIn(connection, room)) {
    case 'direct':
      return words.path.direct(straightTo(connection, room).length);
    case 'offline':
      return words.path.offline;
    case 'idle':
      return words.path.connecting;
    case 'relay':
      return words.path.relay;
  }
}

/** The line above the composer: what becomes of a message sent now. */
export function routeLine(connection: Connection, room: RoomId, members: number | undefined): string {
  const straight = connection.direct?.[room]?.devices ?? 0;
  if (straight > 0)
    return pathOf(connection.state) === 'relay' ? words.route.both(straight) : words.route.straight(straight);
  if (connection.state === 'offline') return words.route.offline(connection.waiting);
  if (connection.state === 'connecting') return words.route.connecting;
  return members === 1 ? words.route.alone : words.route.relay;
}
