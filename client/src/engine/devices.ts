/** This person's devices, as the rooms that are open here have them, and what the person calls them. */
import type { DeviceId } from '#shared/ids.ts';
import type { Change } from '#shared/ports/deviceStore.ts';
import type { Host } from './host.ts';
import { identitySeed } from './keys.ts';
import type { OwnDevice } from './messages/devices.ts';

const KEY = 'device-names';

export class Devices {
  readonly #engine: Host;
  #names: Readonly<Record<DeviceId, string>> = {};
  #said = '';
  #holdsIdentity = false;

  constructor(engine: Host) {
    this.#engine = engine;
  }

  async load(): Promise<void> {
    this.#names = ((await this.#engine.parts.store.get('rooms', KEY)) ?? {}) as Record<DeviceId, string>;
    this.#holdsIdentity = (await identitySeed(this.#engine.parts.store)) !== undefined;
    this.look();
  }

  async rename(device: DeviceId, name: string, also: readonly Change[]): Promise<void> {
    const names = { ...this.#names, [device]: name };
    await this.#engine.parts.store.write([{ table: 'rooms', key: KEY, value: names }, ...also]);
    this.#names = names;
    this.look();
  }

  /** Says what there is, when it is another than was said. */
  look(): void {
    const devices = this.#all();
    const said = JSON.stringify(devices);
    if (said === this.#said) return;
    this.#said = said;
    this.#engine.tell({ is: 'devices', devices });
  }

  #all(): readonly OwnDevice[] {
    const { keys, rooms, selfRoom } = this.#engine;
    if (!keys) return [];
    const counts = new Map<DeviceId, number>([[keys.device, 0]]);
    for (const { id, charter } of rooms.values()) {
      if (selfRoom.is(id)) continue;
      const { devices, devicesOf } = charter.charter.state();
      for (const device of devicesOf.get(keys.identity) ?? [])
        if (devices.get(device)?.live) counts.set(device, (counts.get(device) ?? 0) + 1);
    }
    return [...counts].map(([device, count]) => {
      const name = this.#names[device];
      const here = device === keys.device;
      const linked = here && !this.#holdsIdentity ? { linked: true as const } : {};
      return { device, ...(name === undefined ? {} : { name }), here, rooms: count, ...linked };
    });
  }
}
