/**
 * Replays a day through real devices, one an author, over the real protocol. Everyone comes in by the owner's invite when
 * they first speak and goes after their last word, as people do; each has read what was said before they answer.
 */
import type { RoomId } from '#shared/ids.ts';
import { HeadlessDevice } from '../../client/src/headless.ts';
import type { Said } from './day.ts';
import { ReplayClock } from './replayClock.ts';

export interface Replayed {
  readonly room: RoomId;
  /** Lets people in as long as the owner's device runs. */
  readonly link: string;
  readonly owner: HeadlessDevice;
}

export interface ReplayOptions {
  readonly relay: string;
  readonly day: readonly Said[];
  readonly name: string;
  readonly progress?: (said: number, of: number) => void;
}

const MINUTE = 60_000;

export async function replay({ relay, day, name, progress }: ReplayOptions): Promise<Replayed> {
  const [first] = day;
  if (!first) throw new RangeError('a day without messages cannot be replayed');
  const clock = new ReplayClock(first.at - MINUTE);
  const owner = await person(relay, clock);
  await owner.do({ do: 'start', name: first.from });
  const { room } = await owner.do({ do: 'room.create', name });
  if (!room) throw new TypeError('a room that was made has an id');
  const { link = '' } = await owner.do({ do: 'invite.create', room, uses: 'any', days: 7, open: false });
  const people = new Map([[first.from, owner]]);
  const lastWord = new Map(day.map(({ from }, i) => [from, i]));
  for (const [i, { from, text, at }] of day.entries()) {
    clock.set(at);
    const device = people.get(from) ?? (await comesIn(relay, clock, link, from));
    people.set(from, device);
    await hasRead(device, room, i);
    await device.do({ do: 'send', room, text });
    if (lastWord.get(from) === i && device !== owner) await goes(device);
    progress?.(i + 1, day.length);
  }
  await hasRead(owner, room, day.length);
  clock.set(Date.now());
  return { room, link, owner };
}

async function person(relay: string, clock: ReplayClock): Promise<HeadlessDevice> {
  const device = new HeadlessDevice({ relay, clock });
  await device.start();
  return device;
}

async function comesIn(relay: string, clock: ReplayClock, link: string, name: string): Promise<HeadlessDevice> {
  const device = await person(relay, clock);
  const isIn = device.heard((notice) => notice.is === 'join' && notice.progress.step === 'done');
  await device.do({ do: 'join.ask', link, name });
  await isIn;
  return device;
}

/** Resolves once so many messages of the room are on the device. */
async function hasRead(device: HeadlessDevice, room: RoomId, messages: number): Promise<void> {
  const count = (): number => device.engine.room(room).timeline.fold.count;
  while (count() < messages) await device.heard((notice) => notice.is === 'rows' || notice.is === 'reload');
}

/** Waits until the relay has everything this device wrote. */
async function goes(device: HeadlessDevice): Promise<void> {
  while (device.engine.outbox.unacknowledged > 0) await device.heard((notice) => notice.is === 'connection' || notice.is === 'receipts');
  await device.stop();
}
