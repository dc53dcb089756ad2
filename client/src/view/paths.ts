/** The path that messages take now, as the whole window shows it. */
import { words } from '../app/words.ts';
import type { IdentityId, RoomId } from '#shared/ids.ts';
import type { Connection } from '../engine/messages/connection.ts';

export type Path = 'direct' | 'relay' | 'offline' | 'idle';

/** While the relay is looked for nothing travels by it, and nothing is wrong. */
export function pathOf(state: Connection['state']): Path {
  if (state === 'offline') return 'offline';
  return state === 'connecting' ? 'idle' : 'relay';
}

const straightTo = (connection: Connection, room: RoomId | undefined): readonly IdentityId[] =>
  (room && connection.direct?.[room]?.people) ?? [];

/** Of a room: straight where anybody in it is reached so, else the relay's. */
export const pathIn = (connection: Connection, room: RoomId | undefined): Path =>
  straightTo(connection, room).length > 0 ? 'direct' : pathOf(connection.state);

/** People reached straight, over all rooms. */
export const nearby = ({ direct = {} }: Connection): number =>
  new Set(Object.values(direct).flatMap(({ people }) => people)).size;

/** To one person. */
export const pathTo = (connection: Connection, room: RoomId | undefined, person: IdentityId): Path =>
  straightTo(connection, room).includes(person) ? 'direct' : pathOf(connection.state);

/** By a TURN server, where nothing else reaches them. */
export const isHelped = (connection: Connection, room: RoomId | undefined, person: IdentityId): boolean =>
  (room && connection.direct?.[room]?.helped?.includes(person)) ?? false;

/** The header pill: it names the path, and how many of `others` a helper or the relay carries it to. */
export function pathName(connection: Connection, room: RoomId | undefined, others: number): string {
  switch (pathIn(connection, room)) {
    case 'direct':
      return straightName(connection, room, others);
    case 'offline':
      return words.path.offline;
    case 'idle':
      return words.path.connecting;
    case 'relay':
      return words.path.relay;
  }
}

function straightName(connection: Connection, room: RoomId | undefined, others: number): string {
  const { path } = words;
  const straight = straightTo(connection, room).length;
  const helped = (room && connection.direct?.[room]?.helped?.length) ?? 0;
  const rest = pathOf(connection.state) === 'relay' ? others - straight : 0;
  const alone = straight - helped;
  const first = alone > 0 ? path.direct(alone) : path.helped(helped);
  const second = alone > 0 && helped > 0 ? ` ${path.andHelped(helped)}` : '';
  return first + second + (rest > 0 ? ` ${path.andRelay(rest)}` : '');
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
