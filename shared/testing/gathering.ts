/** A real relay for the tests of a file, and people with headless devices who meet over it: nobody stays when a test is over. */
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { cryptoReady } from '#shared/crypto/ready.ts';
import type { IdentityId, RoomId } from '#shared/ids.ts';
import { HeadlessPerson } from './headlessPerson.ts';
import { RelayProcess } from './relayProcess.ts';

type Inviting = Parameters<HeadlessPerson['invites']>[1];
type Own = ConstructorParameters<typeof HeadlessPerson>;

export class Gathering {
  #relay: RelayProcess | undefined;
  readonly #people: HeadlessPerson[] = [];

  /** For a file of tests, at its top. The relay is up when a test begins, whatever the one before did to it. */
  static forTests(settings: Readonly<Record<string, string>> = {}): Gathering {
    const gathering = new Gathering();
    beforeAll(() => gathering.#open(settings));
    beforeEach(() => gathering.relay.start());
    afterEach(() => gathering.#goHome());
    afterAll(() => gathering.relay.discard());
    return gathering;
  }

  get relay(): RelayProcess {
    if (!this.#relay) throw new TypeError('asked for before the tests began');
    return this.#relay;
  }

  /** Has not opened the app yet. */
  somebody(name: string, clock?: Own[2], memory?: Own[3], origin = this.relay.origin, peers?: Own[4]): HeadlessPerson {
    const person = new HeadlessPerson(name, origin, clock, memory, peers);
    this.#people.push(person);
    return person;
  }

  /** `peers`: makes their links straight to others, anew each time they open. */
  meet(name: string, peers?: Own[4]): Promise<HeadlessPerson> {
    return this.somebody(name, undefined, undefined, undefined, peers).opens();
  }

  /** Alice's room, in which Bob is. */
  async aliceAndBob(
    inviting?: Inviting,
  ): Promise<{ alice: HeadlessPerson; bob: HeadlessPerson; room: RoomId; link: string }> {
    const [alice, bob] = [await this.meet('Alice'), await this.meet('Bob')];
    const room = await alice.startsRoom();
    const link = await alice.invites(room, inviting);
    await alice.isKept(room);
    await bob.joins(link);
    return { alice, bob, room, link };
  }

  /** Alice's room, a link to it, and three who have not come in yet. */
  async aliceAndThree() {
    const [alice, ben, carol, dan] = await Promise.all(['Alice', 'Ben', 'Carol', 'Dan'].map((name) => this.meet(name)));
    if (!alice || !ben || !carol || !dan) throw new TypeError('four people');
    const room = await alice.startsRoom();
    const link = await alice.invites(room);
    await alice.isKept(room);
    return { alice, ben, carol, dan, room, link };
  }

  async #open(settings: Readonly<Record<string, string>>): Promise<void> {
    await cryptoReady();
    this.#relay = await RelayProcess.start(settings);
  }

  async #goHome(): Promise<void> {
    await Promise.all(this.#people.splice(0).map((person) => person.closes()));
  }
}

export function identityOf({ device }: HeadlessPerson): IdentityId {
  const identity = device.engine.keys?.identity;
  if (!identity) throw new TypeError('who has opened has keys');
  return identity;
}
