/**
 * What befalls a device beyond what programs and networks do: its clock is set wrong, its storage is evicted, its profile is put
 * back to an older backup, or used on two machines by turns. Chance of its own: runs without mishaps are what they were.
 */
import { documentId, type EntryId } from '#shared/ids.ts';
import type { SeededRandom } from '../seededRandom.ts';
import type { SimulatedDevice } from './simulatedDevice.ts';
import type { SimulatedRelay } from './simulatedRelay.ts';
import type { World } from './world.ts';

export const MISHAPS = ['clock', 'evict', 'restore', 'copy'] as const;
export type Mishap = (typeof MISHAPS)[number];

const WEIGHTS: Readonly<Record<Mishap, number>> = { clock: 5, evict: 1, restore: 4, copy: 4 };
/** Of so many steps, one more is a mishap; of so many, one keeps a backup. */
const EVERY = 20;
const BACKED_UP_EVERY = 12;
const DAY_MS = 24 * 60 * 60 * 1000;
/** A clock the network has set. */
const RIGHT_MS = 2_000;

export class Mishaps {
  readonly #world: World;
  readonly #random: SeededRandom;
  readonly #devices: readonly SimulatedDevice[];
  readonly #relay: SimulatedRelay;
  readonly #kinds: readonly Mishap[];
  #clocksWereWrong = false;

  constructor(world: World, devices: readonly SimulatedDevice[], relay: SimulatedRelay, kinds: readonly Mishap[]) {
    this.#world = world;
    this.#random = world.chance('mishaps');
    this.#devices = devices;
    this.#relay = relay;
    this.#kinds = kinds;
  }

  strike(): void {
    const device = this.#devices[this.#random.below(this.#devices.length)];
    if (this.#random.below(BACKED_UP_EVERY) === 0) device?.backUp();
    const unlucky = this.#devices[this.#random.below(this.#devices.length)];
    const kind = this.#draw();
    if (!unlucky || !kind || this.#random.below(EVERY) > 0) return;
    switch (kind) {
      case 'clock':
        return this.#setClock(unlucky, this.#random.below(2 * DAY_MS) - DAY_MS);
      case 'evict':
        return unlucky.evict(isOnRelay(unlucky));
      case 'restore':
        // Else nobody might be left to tell what it wrote.
        if (this.#relay.hasForgotten) return;
        return unlucky.restore(isOnRelay(unlucky));
      case 'copy':
        if (!this.#relay.hasForgotten) unlucky.changeMachine();
    }
  }

  /** Clocks are right again. What they said of times to come is due a day later at most (TIM-3). */
  heal(): void {
    if (this.#clocksWereWrong)
      for (const device of this.#devices) this.#setClock(device, this.#random.below(2 * RIGHT_MS) - RIGHT_MS);
  }

  /** Until then some see what others do not see yet. */
  get untilDue(): number {
    return this.#clocksWereWrong ? DAY_MS : 0;
  }

  #setClock(device: SimulatedDevice, skew: number): void {
    this.#clocksWereWrong = true;
    this.#world.tell(`the clock of ${device.name} is set to ${Math.round(skew / 1000)} s`);
    device.setClock(skew);
  }

  #draw(): Mishap | undefined {
    let drawn = this.#random.below(
      Math.max(
        1,
        this.#kinds.reduce((sum, kind) => sum + WEIGHTS[kind], 0),
      ),
    );
    return this.#kinds.find((kind) => (drawn -= WEIGHTS[kind]) < 0);
  }
}

/** Which of its own entries the relay has told the device it keeps durably. */
function isOnRelay({ engine }: SimulatedDevice): (entry: EntryId) => boolean {
  const acknowledged = new Set<EntryId>();
  for (const { id: room, copies, timeline } of engine?.rooms.values() ?? [])
    for (const { segment, document } of timeline.segments)
      for (const { id, writer, seq } of document.entries())
        if (seq < copies.relayCount(documentId(room, segment), writer)) acknowledged.add(id);
  return (entry) => acknowledged.has(entry);
}
