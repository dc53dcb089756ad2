/**
 * What a room costs its members' links: so many devices write while nobody reaches anybody, then each pairs with the next, friends
 * introduce the rest, and all come to hold the same, with no relay anywhere.
 */
import { encodeFrame } from '#shared/wire/frame.ts';
import { readBatch } from '#shared/wire/batch.ts';
import { toText } from '#shared/bytes.ts';
import type { Frame } from '#shared/wire/frames.ts';
import { Circle } from './circle.ts';
import type { HeadlessPerson } from './headlessPerson.ts';
import type { RoomId } from '#shared/ids.ts';

export interface MeshTraffic {
  readonly devices: number;
  /** Entries each device lacked, times their bytes, all devices together. */
  readonly mustMove: number;
  /** Bytes of all batches on all links until everybody held the same. */
  readonly moved: number;
  readonly byFrame: Readonly<Partial<Record<Frame['type'], number>>>;
  readonly seconds: number;
  /** Links a device had in the end: the fewest and the most. */
  readonly links: readonly [number, number];
}

export async function meshTraffic(devices: number, messagesEach: number): Promise<MeshTraffic> {
  const circle = await Circle.open();
  try {
    const people = await circle.meet(...Array.from({ length: devices }, (_, i) => `Device ${i}`));
    const room = await gather(people);
    circle.table.allApart(true);
    await circle.relayDies();
    const before = await bytesOf(people[0], room);
    for (const person of people)
      for (let i = 0; i < messagesEach; i++) await person.says(room, `Number ${i} of those that nobody has heard yet.`);
    const written = (await Promise.all(people.map((person) => bytesOf(person, room)))).map((bytes) => bytes - before);
    const all = written.reduce((sum, bytes) => sum + bytes, 0);
    return { ...(await converge(circle, people, room)), mustMove: all * (devices - 1) };
  } finally {
    await circle.close();
  }
}

async function gather(people: readonly HeadlessPerson[]): Promise<RoomId> {
  const [host, ...guests] = people;
  if (!host) throw new TypeError('a room has somebody in it');
  const room = await host.startsRoom('Vineyard');
  const link = await host.invites(room, { open: true });
  await host.isKept(room);
  for (const guest of guests) await guest.joins(link);
  await Promise.all(people.map((person) => person.isKept(room)));
  await Promise.all(people.map((person) => holdsAll(person, people, room)));
  return room;
}

async function converge(circle: Circle, people: readonly HeadlessPerson[], room: RoomId) {
  const byFrame: Partial<Record<Frame['type'], number>> = {};
  const { table } = circle;
  table.bytes = 0;
  table.onBatch = (batch) => {
    const read = readBatch(batch);
    if (!read.ok) throw new Error(read.fault.say);
    for (const frame of read.value) byFrame[frame.type] = (byFrame[frame.type] ?? 0) + encodeFrame(frame).length;
  };
  const begun = performance.now();
  table.allApart(false);
  for (const [i, person] of people.entries()) {
    const next = people[(i + 1) % people.length];
    if (next) await circle.pair(person, next);
  }
  await Promise.all(people.map((person) => holdsAll(person, people, room)));
  const moved = table.bytes;
  const seconds = (performance.now() - begun) / 1000;
  const links = people.map((person) => circle.endOf(person).met.size);
  return { devices: people.length, moved, byFrame, seconds, links: [Math.min(...links), Math.max(...links)] as const };
}

/** Resolves when this device holds what all hold together. */
async function holdsAll(person: HeadlessPerson, people: readonly HeadlessPerson[], room: RoomId): Promise<void> {
  const wanted = (): number => Math.max(...people.map((other) => entriesOf(other, room)));
  await person.until(() => entriesOf(person, room) === wanted() && isSame(person, people[0], room));
}

const isSame = (one: HeadlessPerson, other: HeadlessPerson | undefined, room: RoomId): boolean =>
  other !== undefined && digestOf(one, room) === digestOf(other, room);

const digestOf = ({ device }: HeadlessPerson, room: RoomId): string =>
  device.engine
    .room(room)
    .documents.map(({ log }) => toText(log.digest()))
    .join();

const entriesOf = ({ device }: HeadlessPerson, room: RoomId): number =>
  device.engine.room(room).documents.reduce((sum, { log }) => sum + log.size, 0);

async function bytesOf(person: HeadlessPerson | undefined, room: RoomId): Promise<number> {
  if (!person) throw new TypeError('a room has somebody in it');
  await person.device.engine.room(room).open();
  return person.device.engine.room(room).documents.reduce((sum, { bytes }) => sum + bytes, 0);
}
