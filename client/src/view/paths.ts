/** The path that messages take now, as the whole window shows it. */
import { words } from '../app/words.ts';
import type { RoomId } from '#shared/ids.ts';
import type { Connection } from '../engine/messages.ts';

export type Path = 'relay' | 'offline' | 'idle';

/** While the relay is looked for nothing travels, and nothing is wrong. */
export function pathOf(state: Connection['state']): Path {
  if (state === 'offline') return 'offline';
  return state === 'connecting' ? 'idle' : 'relay';
}

/** The header pill: it names the path. */
export function pathName(state: Connection['state']): string {
  if (state === 'offline') return words.path.offline;
  return state === 'connecting' ? words.path.connecting : words.path.relay;
}

/** The line above the composer: what becomes of a message sent now. */
export function routeLine(connection: Connection, room: RoomId, members: number | undefined): string {
  const straight = connection.direct?.[room] ?? 0;
  if (straight > 0)
    return pathOf(connection.state) === 'relay' ? words.route.both(straight) : words.route.straight(straight);
  if (connection.state === 'offline') return words.route.offline(connection.waiting);
  if (connection.state === 'connecting') return words.route.connecting;
  return members === 1 ? words.route.alone : words.route.relay;
}
