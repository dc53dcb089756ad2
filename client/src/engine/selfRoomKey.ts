/** Where the vault keeps which room is the person's own (selfRoom.ts). */
import type { RoomId } from '#shared/ids.ts';
import type { Change } from '#shared/ports/deviceStore.ts';

export const SELF_ROOM = 'self-room';

export const selfRoomChange = (room: RoomId): Change => ({ table: 'vault', key: SELF_ROOM, value: room });
