/**
 * ID-8: who was out of a room went with all their devices, and is back with the one they came back on. That one brings the others,
 * by the certificates the charter has. Which of them are their person's still is for the self room to say.
 */
import { deviceFault } from '#shared/charter/admission.ts';
import type { DeviceCert } from '#shared/charter/certificate.ts';
import type { Charter } from '#shared/charter/charter.ts';
import { actingIdentity, type CharterState } from '#shared/charter/state.ts';
import type { DeviceId, IdentityId } from '#shared/ids.ts';
import type { Host } from './host.ts';
import type { Room } from './room.ts';
import { grant } from './roomKeys.ts';

export class Returns {
  readonly #engine: Host;

  constructor(engine: Host) {
    this.#engine = engine;
  }

  async advance(room: Room): Promise<void> {
    if (this.#absent(room).length === 0) return;
    await room.turn(async () => {
      const [first, ...more] = this.#absent(room).map((certificate) => ({ t: 'device.add', certificate }) as const);
      if (!first) return;
      await room.charter.writeAll(first, () => more);
      await grant(room.charter, this.#engine.parts.random);
    });
    this.#engine.changed(room);
  }

  #absent(room: Room): readonly DeviceCert[] {
    const { keys, selfRoom, rooms } = this.#engine;
    const self = selfRoom.id === undefined ? undefined : rooms.get(selfRoom.id);
    if (!keys || !self || self === room || room.isLeaving) return [];
    const { charter } = room.charter;
    if (actingIdentity(charter.state(), keys.device) !== keys.identity) return [];
    return absentOf(charter, self.charter.charter.state(), keys.identity);
  }
}

/** Devices that were in the room and are not, though nobody gave them up; as many as there is place for. */
function absentOf(charter: Charter, self: CharterState, identity: IdentityId): readonly DeviceCert[] {
  const state = charter.state();
  const gone = (state.devicesOf.get(identity) ?? []).filter((device) => {
    const known = state.devices.get(device);
    return known && !known.live && !known.revoked && !known.disputed && actingIdentity(self, device) === identity;
  });
  const certificates = gone.flatMap((device) => certificateOf(charter, device) ?? []);
  return certificates.filter((_, at) => deviceFault(state, certificates.slice(0, at + 1)) === undefined);
}

/** As an op that brought it in has it. */
function certificateOf(charter: Charter, device: DeviceId): DeviceCert | undefined {
  const ways = charter.state().devices.get(device)?.ways ?? [];
  const shown = ways.flatMap((way) => {
    const op = charter.opOf(way);
    if (op && 'certificates' in op) return op.certificates;
    return op && 'certificate' in op ? [op.certificate] : [];
  });
  return shown.find(({ sign }) => sign === device);
}
