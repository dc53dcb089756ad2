/**
 * Replays a day through real devices, one an author, over the real protocol. Everyone comes in by the owner's invite a little
 * before they first speak, has read what was said before they answer, and closes the app when they fall silent.
 */
import type { RoomId } from '#shared/ids.ts';
import { HeadlessDevice } from '../../client/src/headless.ts';
import { Crowd } from './crowd.ts';
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
/** Who says nothing for so many messages has closed the app meanwhile: a dozen would listen at any time otherwise. */
const SILENCE = 50;
/** So many messages before their own people open the app: coming in takes a while, and the talk need not wait for it. */
const AHEAD = 6;

export async function replay({ relay, day, name, progress }: ReplayOptions): Promise<Replayed> {
  const [first] = day;
  if (!first) throw new RangeError('a day without messages cannot be replayed');
  const clock = new ReplayClock(first.at - MINUTE);
  const owner = new HeadlessDevice({ relay, clock });
  await owner.start();
  await owner.do({ do: 'start', name: first.from });
  const { room } = await owner.do({ do: 'room.create', name });
  if (!room) throw new TypeError('a room that was made has an id');
  const { link = '' } = await owner.do({ do: 'invite.create', room, uses: 'any', days: 7, open: false });
  const crowd = new Crowd({ relay, clock, link }, new Map([[first.from, owner]]));
  const fallsSilent = silences(day);
  for (const [i, { from, text, at }] of day.entries()) {
    clock.set(at);
    for (const { from: soon } of day.slice(i, i + AHEAD)) crowd.expect(soon);
    const device = await crowd.present(from);
    await hasRead(device, room, i);
    await device.do({ do: 'send', room, text });
    if (fallsSilent[i] && device !== owner) await crowd.sendHome(from);
    progress?.(i + 1, day.length);
  }
  await hasRead(owner, room, day.length);
  clock.release();
  return { room, link, owner };
}

/** For each message, whether its author says nothing for long after it. */
function silences(day: readonly Said[]): boolean[] {
  const next = new Map<string, number>();
  const isSilent = day.map(() => false);
  for (let i = day.length - 1; i >= 0; i--) {
    const from = day[i]?.from ?? '';
    isSilent[i] = (next.get(from) ?? Infinity) - i > SILENCE;
    next.set(from, i);
  }
  return isSilent;
}

/** Resolves once so many messages of the room are on the device. */
async function hasRead(device: HeadlessDevice, id: RoomId, messages: number): Promise<void> {
  const room = device.engine.room(id);
  await room.show();
  while (room.timeline.fold.count < messages)
    await device.heard((notice) => notice.is === 'rows' || notice.is === 'reload');
}
