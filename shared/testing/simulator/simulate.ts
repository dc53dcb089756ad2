/**
 * T-44: a network of devices and a relay, people who use them and faults that strike, from one seed. It ends with everything
 * working again: then all that are in the room must see the same, byte for byte, and nothing acknowledged may be lost.
 */
import { cryptoReady } from '#shared/crypto/ready.ts';
import { Authority } from './authority.ts';
import { unsettledIn, wrongIn } from './complaints.ts';
import { Faults, FAULTS, type Fault } from './faults.ts';
import { Liar } from './liar.ts';
import { Linking } from './linking.ts';
import { membersOf } from './members.ts';
import { Mishaps, type Mishap } from './mishaps.ts';
import { Person, type Company } from './person.ts';
import { rememberCrypto } from './rememberedCrypto.ts';
import { SimulatedDevice, type Sent } from './simulatedDevice.ts';
import { SimulatedRelay } from './simulatedRelay.ts';
import { World } from './world.ts';

export interface Plan {
  readonly seed: number;
  readonly devices?: number;
  readonly steps?: number;
  readonly faults?: readonly Fault[];
  /** People are put out and come back, become more or less, hand the room over. */
  readonly quarrels?: boolean;
  /** What befalls devices. */
  readonly mishaps?: readonly Mishap[];
  /** So many, of those who came first, link a second device. */
  readonly linked?: number;
  /** So many, of those who joined last, have programs that lie. */
  readonly liars?: number;
  /** They fork their charter lists too. */
  readonly branches?: boolean;
}

export interface Outcome {
  readonly seed: number;
  /** The same for every run of one plan. */
  readonly fingerprint: string;
  /** Empty: all went well. */
  readonly failures: readonly string[];
  /** What people and faults did, line by line. */
  readonly story: readonly string[];
  readonly members: number;
  readonly messages: number;
}

/** Two minutes before a month ends: the room runs from one segment into the next. */
const BEGIN = Date.UTC(2026, 9, 31, 23, 58);
/** Longest time between two steps. */
const PACE_MS = 1500;
/** Of so many steps one is a fault. */
const FAULT_EVERY = 6;
const LOOK_MS = 2_000;
/** Time to converge in once everything works. */
const PATIENCE_MS = 240_000;

export async function simulate(plan: Plan): Promise<Outcome> {
  await cryptoReady();
  rememberCrypto();
  return new Simulation(plan).run();
}

class Simulation {
  readonly #world: World;
  readonly #relay: SimulatedRelay;
  readonly #devices: readonly SimulatedDevice[];
  readonly #people: readonly Person[];
  readonly #faults: Faults;
  readonly #authority: Authority | undefined;
  readonly #mishaps: Mishaps | undefined;
  readonly #linkings: readonly Linking[];
  readonly #liars: readonly Liar[];
  readonly #company: Company = { room: undefined, links: [], texts: 0 };
  readonly #steps: number;
  readonly #strikes: boolean;

  constructor({
    seed,
    devices = 3 + (seed % 3),
    steps = 200,
    faults = FAULTS,
    quarrels = false,
    mishaps = [],
    liars = 0,
    branches = true,
    linked = 0,
  }: Plan) {
    const world = new World(seed, BEGIN);
    this.#world = world;
    this.#steps = steps;
    this.#strikes = faults.length > 0;
    this.#relay = new SimulatedRelay(world);
    const make = (name: string): SimulatedDevice => new SimulatedDevice(name, world, this.#relay);
    const first = Array.from({ length: devices }, (_, i) => make(`d${i}`));
    this.#linkings = first
      .slice(0, linked)
      .map((holder) => new Linking(holder, make(`${holder.name}b`), world.chance(`linking ${holder.name}`)));
    const further = this.#linkings.map(({ fresh }) => fresh);
    this.#devices = [...first, ...further];
    this.#people = this.#devices.map(
      (device) => new Person(device, world.chance(`person ${device.name}`), this.#company, further.includes(device)),
    );
    this.#authority = quarrels ? new Authority(world.chance('authority'), this.#devices, this.#company) : undefined;
    this.#liars = first.slice(first.length - liars).map((device) => new Liar(device, world, branches));
    this.#mishaps = mishaps.length > 0 ? new Mishaps(world, this.#devices, this.#relay, mishaps) : undefined;
    this.#faults = new Faults(world, this.#devices, this.#relay, faults);
  }

  async run(): Promise<Outcome> {
    const unhandled = (error: unknown): void =>
      this.#world.trouble(`unhandled: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    process.on('unhandledRejection', unhandled);
    try {
      await this.#found();
      await this.#live();
      const left = await this.#converge();
      return this.#outcome([...this.#world.troubles, ...left]);
    } finally {
      process.off('unhandledRejection', unhandled);
    }
  }

  async #found(): Promise<void> {
    this.#relay.start();
    for (const device of this.#devices) device.start();
    await this.#world.advance(500);
    const [founder] = this.#devices;
    founder?.do({ do: 'start', name: founder.name });
    const made = founder?.do({ do: 'room.create', name: 'the room' });
    await this.#until(made);
    if (made?.answer?.ok) this.#company.room = made.answer.room;
    if (founder && this.#company.room)
      this.#company.links.push(
        founder.do({
          do: 'invite.create',
          room: this.#company.room,
          uses: 'any',
          days: 7,
          open: this.#world.seed % 2 === 0,
        }),
      );
  }

  async #live(): Promise<void> {
    const random = this.#world.chance('steps');
    for (let step = 0; step < this.#steps; step++) {
      await this.#world.advance(random.below(PACE_MS));
      this.#faults.revive();
      if (this.#strikes && random.below(FAULT_EVERY) === 0) this.#faults.strike();
      else this.#people[random.below(this.#people.length)]?.act();
      this.#authority?.act();
      this.#mishaps?.strike();
      for (const linking of this.#linkings) linking.act();
      for (const liar of this.#liars) liar.act(this.#company.room);
    }
  }

  /** What is still wrong after a good while in which everything worked. */
  async #converge(): Promise<string[]> {
    this.#mishaps?.heal();
    this.#faults.heal();
    await this.#world.advance(LOOK_MS);
    if (this.#mishaps) this.#world.sleep(this.#mishaps.untilDue);
    for (const device of this.#devices) device.show();
    const { room } = this.#company;
    if (!room) return ['no room was made'];
    let left = ['nothing was looked at'];
    for (let waited = 0; waited < PATIENCE_MS && left.length > 0; waited += LOOK_MS) {
      await this.#world.advance(LOOK_MS);
      left = await unsettledIn(this.#devices, room);
      if (left.length === 0) left = await wrongIn(this.#devices, room, this.#relay.hasForgotten);
    }
    return left;
  }

  async #until(sent: Sent | undefined): Promise<void> {
    for (let i = 0; i < 100 && sent && !sent.answer; i++) await this.#world.advance(100);
  }

  #outcome(failures: readonly string[]): Outcome {
    const members = this.#company.room ? membersOf(this.#devices, this.#company.room) : [];
    return {
      seed: this.#world.seed,
      fingerprint: this.#world.fingerprint(),
      failures,
      story: this.#world.story,
      members: members.length,
      messages: members[0]?.room.timeline.fold.count ?? 0,
    };
  }
}
