/**
 * Devices that say in their markers where they can be dialled with nobody in between (MRK-4). This device dials one while it shares
 * a room of theirs with nobody: that one introduces the others. Addresses are kept, for there may be no relay the next time.
 */
import type { DeviceId, RoomId } from '#shared/ids.ts';
import type { Clock } from '#shared/ports/clock.ts';
import { afterPrefix, type DeviceStore } from '#shared/ports/deviceStore.ts';

const PREFIX = 'listens/';
/** A relay that is there introduces them meanwhile, which is as good. */
const FIRST_WAIT_MS = 2_000;
const MOST_WAIT_MS = 60_000;
/** More than anybody runs; a room full of liars is not dialled through. */
const MOST_A_ROOM = 8;

export interface ListenersRoad {
  /** Is it worth dialling this device for the room: a member's, not at hand already, while nobody else of the room is? */
  isWanted(room: RoomId, device: DeviceId): boolean;
  dial(at: readonly string[]): void;
}

interface Listener {
  readonly room: RoomId;
  readonly device: DeviceId;
  readonly at: readonly string[];
}

export class Listeners {
  readonly #store: DeviceStore;
  readonly #clock: Clock;
  readonly #road: ListenersRoad;
  readonly #known = new Map<string, Listener>();
  readonly #failures = new Map<DeviceId, number>();
  readonly #waits = new Map<DeviceId, () => void>();

  constructor(store: DeviceStore, clock: Clock, road: ListenersRoad) {
    this.#store = store;
    this.#clock = clock;
    this.#road = road;
  }

  /** Rooms they are in. */
  get rooms(): readonly RoomId[] {
    return [...new Set([...this.#known.values()].map(({ room }) => room))];
  }

  /** What earlier runs heard. */
  async load(): Promise<void> {
    for (const { key, value } of await this.#store.range('index', { from: PREFIX, to: afterPrefix(PREFIX) })) {
      const [room, device] = key.slice(PREFIX.length).split('/') as [RoomId, DeviceId];
      if (!this.#known.has(keyOf(room, device)))
        this.#known.set(keyOf(room, device), { room, device, at: value as readonly string[] });
    }
  }

  /** A marker of this device says where it listens, or no longer does. */
  async hear(room: RoomId, device: DeviceId, at: readonly string[]): Promise<void> {
    const key = keyOf(room, device);
    const before = this.#known.get(key)?.at ?? [];
    if (before.join() === at.join()) return;
    const inRoom = [...this.#known.values()].filter((known) => known.room === room).length;
    if (before.length === 0 && inRoom >= MOST_A_ROOM) return;
    if (at.length === 0) this.#known.delete(key);
    else this.#known.set(key, { room, device, at });
    await this.#store.write([{ table: 'index', key: PREFIX + key, value: at.length === 0 ? undefined : at }]);
    this.look();
  }

  /** Dials whoever is wanted and was not dialled a moment ago. */
  look(): void {
    for (const { room, device, at } of this.#known.values())
      if (!this.#waits.has(device) && this.#road.isWanted(room, device)) this.#dial(device, at);
  }

  /** At once, whoever was tried in vain: the network came back, or somebody looks again. */
  retry(): void {
    this.#failures.clear();
    for (const stop of this.#waits.values()) stop();
    this.#waits.clear();
    this.look();
  }

  /** It is there and has proved to be that device. */
  met(device: DeviceId): void {
    this.#failures.delete(device);
  }

  stop(): void {
    for (const stop of this.#waits.values()) stop();
    this.#waits.clear();
    this.#known.clear();
  }

  #dial(device: DeviceId, at: readonly string[]): void {
    const failures = this.#failures.get(device) ?? 0;
    this.#failures.set(device, failures + 1);
    const wait = Math.min(MOST_WAIT_MS, FIRST_WAIT_MS * 2 ** failures);
    this.#waits.set(
      device,
      this.#clock.after(wait, () => {
        this.#waits.delete(device);
        this.look();
      }),
    );
    this.#road.dial(at);
  }
}

const keyOf = (room: RoomId, device: DeviceId): string => `${room}/${device}`;
