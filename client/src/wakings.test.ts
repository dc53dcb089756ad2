/** [SYN-7] Links that died unheard, and networks that come and go: what is noticed at once, and what by whom. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cryptoReady } from '#shared/crypto/ready.ts';
import type { RoomId } from '#shared/ids.ts';
import { Circle, isDirectTo } from '#testing/circle.ts';
import { HeadlessPerson } from '#testing/headlessPerson.ts';
import { LaptopClock } from '#testing/laptopClock.ts';
import { Played, TableLinks } from '#testing/playedPeer.ts';
import { RelayProcess } from '#testing/relayProcess.ts';

beforeEach(() => cryptoReady());

describe('a link that died unheard', () => {
  let relay: RelayProcess;
  let alice: HeadlessPerson;
  let clock: LaptopClock;
  let links: TableLinks;
  let bob: Played;

  /** A member's device, proved and in the room. */
  async function isLinked(room: RoomId, person: HeadlessPerson): Promise<Played> {
    const { keys } = person.device.engine;
    if (!keys) throw new TypeError(`${person.name} has keys`);
    await person.closes();
    const played = new Played(links, keys.device, keys.signSecret);
    await played.until(() => played.isOpen);
    played.says({ type: 'enter', room });
    await played.hears('entered');
    played.says({ type: 'entered', room, state: 'same', documents: [] });
    await isDirectTo(alice, room, 1);
    return played;
  }

  beforeEach(async () => {
    relay = await RelayProcess.start();
    [clock, links] = [new LaptopClock(), new TableLinks()];
    alice = await new HeadlessPerson('Alice', relay.origin, clock, undefined, () => links).opens();
    const room = await alice.startsRoom();
    await links.starts();
    const joins = await new HeadlessPerson('Bob', relay.origin).opens();
    await joins.joins(await alice.invites(room, { open: true }));
    bob = await isLinked(room, joins);
    links.dropped = undefined;
  });
  afterEach(async () => {
    await alice.closes();
    await relay.discard();
  });

  test('[SYN-7] is found out within seconds of waking: its timer came late', () => {
    bob.dies();
    clock.sleeps(60_000);
    expect(links.dropped).toBeUndefined();
    clock.sleeps(6_000);
    expect(links.dropped).toBe('silent');
  });

  test('[SYN-7] is given half a minute where nothing says that the machine slept; one that answers stays', async () => {
    clock.sleeps(16_000);
    const pings = (): number => bob.frames.filter(({ type }) => type === 'ping').length;
    await bob.until(() => pings() > 0);
    const answered = pings();
    bob.dies();
    await new Promise(setImmediate);
    clock.sleeps(16_000);
    clock.sleeps(6_000);
    expect(links.dropped).toBeUndefined();
    clock.sleeps(25_000);
    expect(links.dropped).toBe('silent');
    expect(answered).toBe(1);
  });

  test('[SYN-7] is found out within seconds once a person looks again, or the network is back', async () => {
    bob.dies();
    await alice.device.do({ do: 'network', online: true });
    expect(links.dropped).toBeUndefined();
    clock.sleeps(6_000);
    expect(links.dropped).toBe('silent');
  });
});

describe('a network that goes and comes', () => {
  let circle: Circle;
  beforeEach(async () => {
    circle = await Circle.open();
  });
  afterEach(() => circle.close());

  test('[SYN-7] takes links with it at once, for both; with it they are back, and so is what was said meanwhile', async () => {
    const [alice, bob] = await circle.meet('Alice', 'Bob');
    const room = await circle.together('Vineyard', alice, bob);
    await bob.device.do({ do: 'network', online: false });
    await Promise.all([isDirectTo(alice, room, 0), isDirectTo(bob, room, 0)]);
    await alice.says(room, 'Are you there?');
    await bob.device.do({ do: 'network', online: true });
    await Promise.all([isDirectTo(alice, room, 1), isDirectTo(bob, room, 1)]);
    await bob.sees(room, 'Are you there?');
  });
});
