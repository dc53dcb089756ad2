import type { Link, LinkEvents } from '#shared/ports/link.ts';
import type { Contract } from './contract.ts';
import { Inbox } from './inbox.ts';

/** Where a link leads, driven by hand. */
export interface LinkPlace {
  /** A fresh link to the far side, not started, whose transport identity is `transport`. */
  link(): Link;
  readonly transport: string;
  /** The next connection the far side accepts. */
  readonly accepted: Inbox<FarEnd>;
  /** Whether the far side takes calls; ends nothing that stands. Resolves once it is so. */
  takeCalls(takes: boolean): Promise<void>;
  close(): Promise<void>;
}

/** The far end of one connection. */
export interface FarEnd {
  readonly heard: Inbox<Uint8Array>;
  readonly closed: Promise<void>;
  send(batch: Uint8Array): void;
  hangUp(): void;
}

export type Heard = { up: string } | { down: true } | { batch: Uint8Array };

/** A link started, and what it says. */
export function listen(link: Link): Inbox<Heard> {
  const inbox = new Inbox<Heard>();
  const events: LinkEvents = {
    up: (transport) => inbox.put({ up: transport }),
    down: () => inbox.put({ down: true }),
    batch: (batch) => inbox.put({ batch }),
  };
  link.start(events);
  return inbox;
}

/** What every Link must do. */
export const linkContract: Contract<LinkPlace> = {
  'it comes up with its transport identity, and batches pass whole and in order both ways': async (
    place,
    { equal },
  ) => {
    const link = place.link();
    const said = listen(link);
    const far = await place.accepted.next();
    equal(await said.next(), { up: place.transport });
    const batches = [Uint8Array.of(1), new Uint8Array(100_000).fill(7), Uint8Array.of(0, 255)];
    for (const batch of batches) link.send(batch);
    for (const batch of batches) equal(await far.heard.next(), batch);
    for (const batch of batches) far.send(batch);
    for (const batch of batches) equal(await said.next(), { batch });
    equal(link.buffered, 0);
    await link.stop();
  },

  'what is given while it is down is dropped': async (place, { equal }) => {
    const link = place.link();
    link.send(Uint8Array.of(1));
    const said = listen(link);
    link.send(Uint8Array.of(2));
    const far = await place.accepted.next();
    await said.next();
    link.send(Uint8Array.of(3));
    equal(await far.heard.next(), Uint8Array.of(3));
    await link.stop();
  },

  'it comes back by itself when the far side hangs up': async (place, { equal }) => {
    const link = place.link();
    const said = listen(link);
    const far = await place.accepted.next();
    equal(await said.next(), { up: place.transport });
    far.hangUp();
    equal(await said.next(), { down: true });
    const again = await place.accepted.next();
    equal(await said.next(), { up: place.transport });
    link.send(Uint8Array.of(1));
    equal(await again.heard.next(), Uint8Array.of(1));
    await link.stop();
  },

  'a connection known to be dead is dropped, and another takes its place': async (place, { equal }) => {
    const link = place.link();
    const said = listen(link);
    const far = await place.accepted.next();
    await said.next();
    link.drop('no network');
    equal(await said.next(), { down: true });
    await far.closed;
    await place.accepted.next();
    equal(await said.next(), { up: place.transport });
    await link.stop();
  },

  'dropping what is down already changes nothing': async (place, { equal }) => {
    await place.takeCalls(false);
    const link = place.link();
    link.drop('not started');
    const said = listen(link);
    await said.next();
    link.drop('no network');
    equal(said.size, 0);
    await link.stop();
  },

  'a far side that is not there is told as down, and found once it is there': async (place, { equal }) => {
    await place.takeCalls(false);
    const link = place.link();
    const said = listen(link);
    equal(await said.next(), { down: true });
    await place.takeCalls(true);
    link.retry();
    equal(await said.next(), { up: place.transport });
    await link.stop();
  },

  'trying again while it is up changes nothing': async (place, { equal }) => {
    const link = place.link();
    const said = listen(link);
    const far = await place.accepted.next();
    await said.next();
    link.retry();
    link.send(Uint8Array.of(1));
    equal(await far.heard.next(), Uint8Array.of(1));
    equal(place.accepted.size, 0);
    await link.stop();
  },

  'stopping hangs up and says no more': async (place, { equal }) => {
    const link = place.link();
    const said = listen(link);
    const far = await place.accepted.next();
    await said.next();
    await link.stop();
    await far.closed;
    link.send(Uint8Array.of(1));
    link.retry();
    equal([said.size, place.accepted.size, far.heard.size], [0, 0, 0]);
  },

  'stopping before it came up leaves nothing behind': async (place, { equal }) => {
    const link = place.link();
    const said = listen(link);
    await link.stop();
    equal(said.size, 0);
  },
};
