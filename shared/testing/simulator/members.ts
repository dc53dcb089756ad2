import type { RoomId } from '#shared/ids.ts';
import type { Engine } from '../../../client/src/engine/engine.ts';
import type { Room } from '../../../client/src/engine/room.ts';
import type { SimulatedDevice } from './simulatedDevice.ts';

/** A device that is in the room. */
export interface Member {
  readonly device: SimulatedDevice;
  readonly engine: Engine;
  readonly room: Room;
}

export function membersOf(devices: readonly SimulatedDevice[], id: RoomId): Member[] {
  return devices.flatMap((device) => {
    const { engine } = device;
    const room = engine?.rooms.get(id);
    // One its person gave up does nothing more, also where no device of theirs could tell the room.
    if (!engine?.keys || engine.self?.revoked || !room?.isOpen || engine.joins.isJoining(id)) return [];
    // Whoever came back by a link did so on one device; their others are still out.
    return room.charter.charter.state().devices.get(engine.keys.device)?.live ? [{ device, engine, room }] : [];
  });
}
