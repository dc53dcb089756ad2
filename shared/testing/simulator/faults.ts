/** What goes wrong. Each fault is undone by itself after a while, or at the end of a run. */
import { CRASH_POINTS } from './crashPoint.ts';
import type { SeededRandom } from '../seededRandom.ts';
import type { SimulatedDevice } from './simulatedDevice.ts';
import type { SimulatedRelay } from './simulatedRelay.ts';
import type { World } from './world.ts';

export const FAULTS = [
  'cut',
  'lose',
  'slow',
  'repeat',
  'crash',
  'fatal',
  'relay',
  'amnesia',
  'rewind',
  'husks',
] as const;
export type Fault = (typeof FAULTS)[number];

const WEIGHTS: Readonly<Record<Fault, number>> = {
  cut: 8,
  lose: 6,
  slow: 3,
  repeat: 3,
  crash: 5,
  fatal: 8,
  relay: 2,
  amnesia: 1,
  husks: 2,
  rewind: 1,
};
const CUT_MS = 40_000;
const DOWN_MS = 15_000;

const RELAY_STORY = {
  relay: 'the relay dies',
  amnesia: 'the relay dies and forgets everything',
  rewind: 'the relay is put back to an older backup',
} as const;

export class Faults {
  readonly #world: World;
  readonly #random: SeededRandom;
  readonly #devices: readonly SimulatedDevice[];
  readonly #relay: SimulatedRelay;
  readonly #kinds: readonly Fault[];

  constructor(world: World, devices: readonly SimulatedDevice[], relay: SimulatedRelay, kinds: readonly Fault[]) {
    this.#world = world;
    this.#random = world.chance('faults');
    this.#devices = devices;
    this.#relay = relay;
    this.#kinds = kinds;
  }

  strike(): void {
    const device = this.#devices[this.#random.below(this.#devices.length)];
    const kind = this.#draw();
    if (!device || !kind) return;
    switch (kind) {
      case 'cut':
        return this.#cut(device);
      case 'lose':
        return device.lose();
      case 'slow':
        return device.road.slow(20 + this.#random.below(2000));
      case 'repeat':
        return device.road.repeat(this.#random.below(300));
      case 'crash':
        return this.#crash(device);
      case 'fatal':
        return device.dieAt(CRASH_POINTS[this.#random.below(CRASH_POINTS.length)]);
      case 'husks':
        return this.#omit();
      case 'relay':
      case 'amnesia':
      case 'rewind':
        // Whose profile was put back and who meets nobody that remembers more forks their own lists; that is not looked into.
        return this.#strikeRelay(this.#devices.some((one) => one.isBehind) ? 'relay' : kind);
    }
  }

  /** Devices that died come back when somebody opens them again. */
  revive(): void {
    for (const device of this.#devices) if (!device.isRunning && this.#random.below(6) === 0) device.start();
  }

  /** Everything works again. */
  heal(): void {
    this.#world.tell('everything heals');
    this.#relay.omit(false);
    this.#relay.start();
    for (const device of this.#devices) {
      device.dieAt(undefined);
      device.road.repeat(0);
      device.road.slow(60);
      device.road.mend();
      device.start();
    }
  }

  #draw(): Fault | undefined {
    let drawn = this.#random.below(this.#kinds.reduce((sum, kind) => sum + WEIGHTS[kind], 0));
    return this.#kinds.find((kind) => (drawn -= WEIGHTS[kind]) < 0);
  }

  /** Half of the connections outlast it and deliver in one go what had come to a stop. */
  #cut(device: SimulatedDevice): void {
    if (device.road.isCut) return;
    this.#world.tell(`${device.name} is cut off`);
    device.road.cut();
    if (this.#random.below(2) === 0) device.lose();
    this.#world.after(this.#random.below(CUT_MS), () => {
      this.#world.tell(`${device.name} is reachable again`);
      device.road.mend();
    });
  }

  #crash(device: SimulatedDevice): void {
    device.crash('');
  }

  #omit(): void {
    this.#world.tell('the relay holds payloads back');
    this.#relay.omit(true);
    this.#world.after(this.#random.below(CUT_MS), () => this.#relay.omit(false));
  }

  #strikeRelay(kind: 'relay' | 'amnesia' | 'rewind'): void {
    this.#world.tell(RELAY_STORY[kind]);
    if (kind === 'relay') this.#relay.crash();
    else if (kind === 'amnesia') this.#relay.forget();
    else this.#relay.rewind(this.#random.below(100) / 100);
    this.#world.after(this.#random.below(DOWN_MS), () => this.#relay.start());
  }
}
