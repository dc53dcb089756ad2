/**
 * Giving a device up: lost, stolen, thrown away. The identity signs it once, and it is carried into every room with the cuts
 * this device has seen and a room key the lost one does not get. The wish is kept, for rooms that are met later. A device that
 * finds itself given up locks.
 */
import { signRevocation } from '#shared/charter/revocation.ts';
import { mayWrite } from '#shared/charter/state.ts';
import { signKeyPair } from '#shared/crypto/sign.ts';
import { GrapevineError } from '#shared/errors.ts';
import type { DeviceId, IdentityId } from '#shared/ids.ts';
import { afterPrefix, type Change } from '#shared/ports/deviceStore.ts';
import { cutsOf, cutsSeen, moreCutsOf } from './cutsSeen.ts';
import type { Host } from './host.ts';
import type { Room } from './room.ts';

const PREFIX = 'revoke/';

export class Revocations {
  readonly #engine: Host;
  readonly #lock: () => Promise<void>;
  readonly #signatures = new Map<DeviceId, Uint8Array>();

  /** `lock`: this device itself was given up. */
  constructor(engine: Host, lock: () => Promise<void>) {
    this.#engine = engine;
    this.#lock = lock;
  }

  async load(): Promise<void> {
    const rows = await this.#engine.parts.store.range('commands', { from: PREFIX, to: afterPrefix(PREFIX) });
    for (const { key, value } of rows) this.#signatures.set(key.slice(PREFIX.length) as DeviceId, value as Uint8Array);
  }

  /** Durable when it resolves, and said in every room that is here. `seed`: the identity's secret. */
  async ask(device: DeviceId, seed: Uint8Array, also: readonly Change[]): Promise<void> {
    const { parts, rooms } = this.#engine;
    const { identity, device: here } = await this.#engine.needKeys();
    if (device === here)
      throw new GrapevineError('own-device', 'This is the device you hold. Revoke it from another one.');
    const signature = signRevocation(identity, device, signKeyPair(seed).secretKey);
    await parts.store.write([{ table: 'commands', key: PREFIX + device, value: signature }, ...also]);
    this.#signatures.set(device, signature);
    for (const room of rooms.values()) {
      await room.open();
      await this.advance(room);
    }
  }

  /** The room is here, or says more now. */
  async advance(room: Room): Promise<void> {
    const { keys } = this.#engine;
    if (!keys) return;
    const { devices, devicesOf } = room.charter.charter.state();
    if (devices.get(keys.device)?.revoked) return this.#lock();
    for (const device of devicesOf.get(keys.identity) ?? []) {
      const known = devices.get(device);
      if (known?.revoked !== false) continue;
      // Of one that was out of the room when another device of this person gave it up, nobody told the room.
      const signature =
        this.#signatures.get(device) ?? (known.live ? undefined : this.#toldBySelf(keys.identity, device));
      if (signature) await this.#say(room, keys.identity, device, signature);
    }
  }

  /** The identity's signature, as the self room has it. */
  #toldBySelf(identity: IdentityId, device: DeviceId): Uint8Array | undefined {
    const { id } = this.#engine.selfRoom;
    const self = id === undefined ? undefined : this.#engine.rooms.get(id)?.charter.charter;
    const said = self
      ?.state()
      .lowerings.get(identity)
      ?.find((lowering) => lowering.device === device);
    const op = said && self?.opOf(said.id);
    return op?.t === 'device.revoke' ? op.signature : undefined;
  }

  #say(room: Room, identity: IdentityId, device: DeviceId, signature: Uint8Array): Promise<void> {
    const { random } = this.#engine.parts;
    return room.turn(async () => {
      const { rotationWithout } = await import('./removing.ts');
      const state = room.charter.charter.state();
      if (state.devices.get(device)?.revoked !== false || !state.members.has(identity)) return;
      const seen = await cutsSeen(room, [device]);
      const said = { t: 'device.revoke', identity, device, signature, cuts: cutsOf(seen) } as const;
      // Whoever only reads makes no keys: the next who writes does (EPO-3).
      if (!mayWrite(state, identity)) {
        await room.charter.writeAll(said, (id) => moreCutsOf(seen, id));
        return;
      }
      const { rotation, rotate, grants } = rotationWithout(room, [device], random);
      await room.charter.writeAll({ ...said, rotate }, (id) => [...moreCutsOf(seen, id), ...grants], rotation);
      this.#engine.changed(room);
    });
  }
}
