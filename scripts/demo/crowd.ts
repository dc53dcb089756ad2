/** The people of a replay: who has the app open now, and what the devices of the others keep meanwhile. */
import type { Clock } from '#shared/ports/clock.ts';
import { HeadlessDevice, type HeadlessMemory } from '../../client/src/headless.ts';

export interface Venue {
  readonly relay: string;
  readonly clock: Clock;
  /** By which those come in who never were here. */
  readonly link: string;
}

export class Crowd {
  readonly #venue: Venue;
  readonly #here = new Map<string, Promise<HeadlessDevice>>();
  readonly #away = new Map<string, HeadlessMemory>();

  constructor(venue: Venue, here: ReadonlyMap<string, HeadlessDevice>) {
    this.#venue = venue;
    for (const [name, device] of here) this.#here.set(name, Promise.resolve(device));
  }

  /** Somebody will be needed soon: opens the app, comes in if new. What fails is told to who asks for them. */
  expect(name: string): void {
    this.present(name).catch(() => undefined);
  }

  /** Their device, in the room. */
  present(name: string): Promise<HeadlessDevice> {
    let here = this.#here.get(name);
    if (!here) this.#here.set(name, (here = this.#opens(name)));
    return here;
  }

  /** They close the app, once the relay has everything they wrote. */
  async sendHome(name: string): Promise<void> {
    const device = await this.present(name);
    while (device.engine.outbox.unacknowledged > 0)
      await device.heard((notice) => notice.is === 'connection' || notice.is === 'receipts');
    await device.stop();
    this.#here.delete(name);
    this.#away.set(name, device.memory);
  }

  async #opens(name: string): Promise<HeadlessDevice> {
    const { relay, clock, link } = this.#venue;
    const memory = this.#away.get(name);
    const device = new HeadlessDevice({ relay, clock, ...(memory ? { memory } : {}) });
    await device.start();
    if (memory) return device;
    const isIn = device.heard((notice) => notice.is === 'join' && notice.progress.step === 'done');
    await device.do({ do: 'join.ask', link, name });
    await isIn;
    return device;
  }
}
