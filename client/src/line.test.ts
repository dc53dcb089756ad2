/** Rooms of which not everybody reaches everybody, and rooms of many, on real WebRTC with no relay. */
import { expect, test } from 'vitest';
import type { RoomId } from '#shared/ids.ts';
import type { PeerTransport } from '#shared/ports/peerLinks.ts';
import { Gathering } from '#testing/gathering.ts';
import type { HeadlessPerson } from '#testing/headlessPerson.ts';
import { Libp2pPeers } from './adapters/libp2pPeers.ts';
import { webRandom } from './adapters/webRandom.ts';

/** Never hears the words of some, as behind a wall: real WebRTC with everybody else. */
class WalledPeers extends Libp2pPeers {
  readonly #walled: () => readonly (PeerTransport | undefined)[];

  constructor(walled: () => readonly (PeerTransport | undefined)[]) {
    super((length) => webRandom.bytes(length));
    this.#walled = walled;
  }

  override introduced(peer: PeerTransport, bytes: Uint8Array): void {
    if (!this.#walled().includes(peer)) super.introduced(peer, bytes);
  }
}

const gathering = Gathering.forTests();
const links = new Map<string, WalledPeers>();

const meet = (name: string, walledFrom: string[] = []): Promise<HeadlessPerson> =>
  gathering.meet(name, () => {
    const made = new WalledPeers(() => walledFrom.map((other) => links.get(other)?.own));
    links.set(name, made);
    return made;
  });

const directIn = ({ device }: HeadlessPerson, room: RoomId): number =>
  device.engine.connection.current.direct?.[room]?.devices ?? 0;

async function gather(all: readonly HeadlessPerson[], linksOf: (index: number) => number): Promise<RoomId> {
  const [host, ...guests] = all;
  if (!host) throw new TypeError('somebody is there');
  const room = await host.startsRoom();
  const link = await host.invites(room, { open: true });
  await host.isKept(room);
  for (const guest of guests) await guest.joins(link);
  await Promise.all(all.map((person) => person.isKept(room)));
  await Promise.all(all.map((person, i) => person.until(() => directIn(person, room) >= linksOf(i))));
  return room;
}

test('[SYN-7] three in a line: what the ends say, who never meet, reaches the other end through the one between', async () => {
  const all = [await meet('Alice', ['Cleo']), await meet('Bob'), await meet('Cleo', ['Alice'])];
  const room = await gather(all, (i) => (i === 1 ? 2 : 1));
  await gathering.relay.end('SIGKILL');
  const [alice, bob, cleo] = all as [HeadlessPerson, HeadlessPerson, HeadlessPerson];
  await alice.says(room, 'From one end');
  await cleo.says(room, 'From the other');
  await Promise.all(all.map((person) => person.sees(room, 'From one end', 'From the other')));
  expect([alice, bob, cleo].map((person) => directIn(person, room))).toEqual([1, 2, 1]);
  expect(await cleo.reads(room)).toEqual(await alice.reads(room));
}, 120_000);

test('[SYN-7] ten in one room, each with a few links, hear each other with the relay gone', async () => {
  const all: HeadlessPerson[] = [];
  for (let i = 0; i < 10; i++) all.push(await meet(`Device ${i}`));
  const room = await gather(all, () => 4);
  await gathering.relay.end('SIGKILL');
  const said = all.map(({ name }) => `I am ${name}`);
  for (const [i, person] of all.entries()) await person.says(room, said[i] ?? '');
  await Promise.all(all.map((person) => person.sees(room, ...said)));
  const [first] = all;
  for (const person of all) expect(await person.reads(room)).toEqual(await first?.reads(room));
}, 180_000);
