/** What is said in the picture. Noor writes on a train, with no network; the others meet her words when she arrives. */
import { setTimeout as pause } from 'node:timers/promises';
import type { ReplayClock } from '../demo/replayClock.ts';
import { Neighbour } from './neighbour.ts';

const MINUTE = 60_000;

const ON_THE_TRAIN: readonly (readonly [minutesAgo: number, text: string])[] = [
  [
    152,
    'On the train, no signal. Soldering bench so far: two irons, one hot-air station, and the borrowed fume fan. Part number for the tips is `T12-BC2`.',
  ],
  [144, 'Extension reels: the long one is with Petra, the short one is in the drawer.'],
  [131, 'Can somebody check whether the drawer is locked?'],
  [127, 'Sewing table by the window, it needs the light.'],
  [118, 'Two people asked about toasters already.'],
  [96, 'Toasters only with the plug out, please put that on the sheet.'],
  [83, 'List for the door: name, object, what is wrong with it.'],
  [61, 'And a column for what we learned.'],
  [48, 'Biscuits are sorted.'],
  [33, 'So is the kettle.'],
  [20, 'Spare fuses: 3 A and 13 A, ten of each.'],
  [6, 'That is the list. Two more stops.'],
];

export class RepairCafe {
  readonly #clock: ReplayClock;
  readonly #now: number;
  readonly #people: Readonly<Record<'tomasz' | 'ayo' | 'noor' | 'mei', Neighbour>>;
  link = '';

  /** `now`: when the picture is taken, ms UTC. */
  constructor(relay: string, clock: ReplayClock, now: number) {
    const person = (name: string): Neighbour => new Neighbour(relay, clock, name);
    this.#clock = clock;
    this.#now = now;
    this.#people = {
      tomasz: person('Tomasz Wilk'),
      ayo: person('Ayo Bello'),
      noor: person('Noor Haddad'),
      mei: person('Mei-Lin Chao'),
    };
  }

  get all(): readonly Neighbour[] {
    return Object.values(this.#people);
  }

  async yesterday(): Promise<void> {
    const { tomasz, ayo, noor, mei } = this.#people;
    this.#at(20 * 60);
    this.link = await tomasz.startsRoom('Repair café', 'Saturday 10–16 · Kestrel hall');
    for (const person of [ayo, noor, mei]) await person.joins(this.link);
    await this.#allShare();
    this.#at(19 * 60 + 40);
    const wifi = await tomasz.says('The wifi there is local only, so everyone should open this room **once** before.');
    await this.#allShare();
    this.#at(19 * 60 + 32);
    const door = await ayo.says('Good. I’ll print the QR and tape it to the door', wifi);
    await ayo.edits(door, 'Good. I’ll print the QR and tape it to the door.');
    await this.#allShare();
    for (const person of [tomasz, noor, mei]) await person.reacts(door, '👍');
    for (const person of [noor, mei]) await person.reacts(door, '🎉');
    await this.#allShare();
  }

  async thisMorning(): Promise<void> {
    const { tomasz, noor, mei } = this.#people;
    this.#at(176);
    await tomasz.says('I’m at the hall, the door is open. Tables are stacked behind the stage.');
    await this.#allShare();
    await noor.isOffline(true);
    this.#at(160);
    await mei.says('I can bring the label printer, if somebody has a free socket.');
    for (const [minutesAgo, text] of ON_THE_TRAIN) {
      this.#at(minutesAgo);
      await noor.says(text);
    }
  }

  async noorArrives(): Promise<void> {
    const { noor } = this.#people;
    this.#at(1);
    await noor.isOffline(false);
    await this.#allShare();
    await noor.says('Back! Did the whole list come through?');
    await this.#allShare();
    this.#clock.set(this.#now);
  }

  /** Until they all hold the same: who writes then has seen everything, and nothing looks written apart but Noor's. */
  async #allShare(): Promise<void> {
    while (new Set(await Promise.all(this.all.map((person) => person.holds()))).size > 1) await pause(20);
  }

  #at(minutesAgo: number): void {
    this.#clock.set(this.#now - minutesAgo * MINUTE);
  }
}
