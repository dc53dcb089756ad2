/** The load's devices on our relay: every entry in a message of its own, acknowledged by `ack` frames (REL-1). */
import type { WriterId } from '#shared/ids.ts';
import { skipStructs } from '#shared/log/structs.ts';
import { writeUpdate } from '#shared/log/syncMessage.ts';
import { encodeUpdate } from '#shared/log/update.ts';
import { encodeBatch } from '#shared/wire/batch.ts';
import { FrameType } from '#shared/wire/frames.ts';
import { readVaruint, type Cursor } from '#shared/wire/varuint.ts';
import type { BenchRoom } from './benchRoom.ts';
import type { Joined, Sounds } from './fleet.ts';
import { bringRoom } from './fillRelay.ts';
import { evenList } from './lists.ts';
import type { List } from './pen.ts';
import { premade, type Premade } from './premade.ts';
import { RelayLink } from './relayLink.ts';

/** The first channel of a relay that is new is the charter's, the second that of the month. */
const MONTH_CHANNEL = 2;
const UPDATE = 2;

export class RelayLoad {
  readonly #room: BenchRoom;
  readonly #messages: readonly Premade[];
  readonly #senders: ReadonlyMap<WriterId, number>;

  /** Makes `each` entries for every member, with bodies of `bodyBytes`. */
  constructor(room: BenchRoom, each: number, bodyBytes: number) {
    this.#room = room;
    this.#messages = room.members.map((member) => premade(framesOf(evenList(room, member, each, bodyBytes))));
    this.#senders = new Map(room.members.map((member, i) => [room.writerOf(member), i]));
  }

  /** Brings the room to a relay that is new and lets everybody in. */
  async connect(port: number): Promise<Joined[]> {
    const { room, members, month } = this.#room;
    (await bringRoom(port, this.#room)).end();
    const shares = new Shares(this.#senders);
    return Promise.all(
      members.map(async (member, me) => {
        const link = await RelayLink.open(port, member);
        const [monthChannel] = await link.enter(room, month);
        if (monthChannel !== MONTH_CHANNEL) throw new Error('the relay numbers documents in another way than it did');
        const messages = this.#messages[me];
        if (!messages) throw new RangeError('a member nothing was made for');
        return { socket: link.socket, messages, ear: (sounds: Sounds) => earOf(sounds, shares) };
      }),
    );
  }
}

function framesOf({ writer, entries }: List): Uint8Array[] {
  return entries.map((entry, first) => {
    const update = encodeUpdate([{ writer, first, entries: [entry] }]);
    return encodeBatch([{ type: 'sync', channel: MONTH_CHANNEL, message: writeUpdate(update) }]);
  });
}

/** A device reads acknowledgements itself, and leaves updates to who reads each of them once for everybody. */
function earOf(sounds: Sounds, shares: Shares): (payload: Buffer) => void {
  return (bytes) => {
    const cursor: Cursor = { bytes, at: 0 };
    while (cursor.at < bytes.length) {
      const end = (readVaruint(cursor) ?? NaN) + cursor.at;
      const type = bytes[cursor.at++];
      readVaruint(cursor);
      if (type === FrameType.ack) sounds.acknowledged(countOf(cursor));
      else if (type === FrameType.sync && bytes[cursor.at] === UPDATE) shares.of(bytes, cursor, end, sounds);
      else if (type !== FrameType.mark) throw new Error(`the relay sent a frame of type ${type ?? NaN} under load`);
      cursor.at = end;
    }
  };
}

/** A device of the load has one writer. */
function countOf(cursor: Cursor): number {
  readVaruint(cursor);
  readVaruint(cursor);
  return readVaruint(cursor) ?? NaN;
}

/** Entries a sender in an update, kept by the end of its last signature: fifty devices hear the same bytes. */
class Shares {
  readonly #senders: ReadonlyMap<WriterId, number>;
  readonly #read = new Map<string, readonly (readonly [number, number])[]>();

  constructor(senders: ReadonlyMap<WriterId, number>) {
    this.#senders = senders;
  }

  of(bytes: Buffer, cursor: Cursor, end: number, sounds: Sounds): void {
    const key = bytes.toString('latin1', end - 17, end - 1);
    const shares = this.#read.get(key) ?? this.#parse(key, bytes, cursor);
    for (const [sender, count] of shares) sounds.received(sender, count);
  }

  #parse(key: string, bytes: Buffer, cursor: Cursor): readonly (readonly [number, number])[] {
    cursor.at++;
    readVaruint(cursor);
    const shares: [number, number][] = [];
    for (let writers = readVaruint(cursor) ?? 0; writers > 0; writers--) {
      const count = readVaruint(cursor) ?? NaN;
      const sender = this.#senders.get((readVaruint(cursor) ?? NaN) as WriterId);
      readVaruint(cursor);
      if (sender === undefined) throw new Error('an update of a writer that is not of the load');
      cursor.at = skipStructs(bytes, cursor.at, count);
      shares.push([sender, count]);
    }
    if (this.#read.size > 1000) this.#read.clear();
    this.#read.set(key, shares);
    return shares;
  }
}
