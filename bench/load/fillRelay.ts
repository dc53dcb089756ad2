/** Puts rooms on a relay through the real protocol, as their members would: everything is checked on its way in. */
import { CHARTER } from '#shared/ids.ts';
import { encodeUpdate } from '#shared/log/update.ts';
import type { BenchRoom } from './benchRoom.ts';
import type { List } from './pen.ts';
import { RelayLink } from './relayLink.ts';

/** Entries a frame, far below its largest size. */
const CHUNK = 500;
/** Of each list the last so many come one by one, as they do when people talk. */
const SINGLY = 10;

/** The owner's link, once the relay has the room's charter. */
export async function bringRoom(port: number, { room, owner, charter }: BenchRoom): Promise<RelayLink> {
  const link = await RelayLink.open(port, owner);
  const [channel = NaN] = await link.enter(room, CHARTER);
  await link.upload(channel, charter, owner.written.length);
  return link;
}

/** Brings a room with its members' lists; the answer is the channel of the month. */
export async function fillRelay(port: number, room: BenchRoom, lists: readonly List[]): Promise<number> {
  const link = await bringRoom(port, room);
  const [channel = NaN] = await link.enter(room.room, room.month);
  for (const { writer, entries } of lists) {
    for (let first = 0; first < entries.length;) {
      const bulk = entries.length - SINGLY - first;
      const count = bulk > 0 ? Math.min(CHUNK, bulk) : 1;
      const update = encodeUpdate([{ writer, first, entries: entries.slice(first, first + count) }]);
      await link.upload(channel, update, first + count);
      first += count;
    }
  }
  link.end();
  return channel;
}
