/** A device that writes to timelines and reads them, without keys, logs or links: what the fold is tested with. */
import { toText } from '#shared/bytes.ts';
import type { Rank } from '#shared/charter/rank.ts';
import { compareHlc, tick, type Hlc } from '#shared/entry/hlc.ts';
import {
  monthOf,
  type DeviceId,
  type EntryId,
  type IdentityId,
  type RoomId,
  type Segment,
  type WriterId,
} from '#shared/ids.ts';
import { Timeline, type Changes } from '#shared/timeline/fold.ts';
import type { Item } from '#shared/timeline/item.ts';
import type { TimelineOp, UnknownOp } from '#shared/timeline/ops/timelineOp.ts';

/** 32 bytes that look random and depend on the text alone. */
export function idFrom(text: string): string {
  let state = 2_166_136_261;
  for (let i = 0; i < text.length; i++) state = Math.imul(state ^ text.charCodeAt(i), 16_777_619);
  const bytes = Uint8Array.from({ length: 32 }, () => {
    state = Math.imul(state ^ (state >>> 15), 2_246_822_519) + 2_654_435_769;
    return (state ^ (state >>> 13)) >>> 16;
  });
  return toText(bytes);
}

export const identityFrom = (name: string): IdentityId => idFrom(`identity ${name}`) as IdentityId;

const ROOM = idFrom('room') as RoomId;

let writers = 0;

export const timeline = (): Timeline => new Timeline(ROOM);

export class Correspondent {
  readonly name: string;
  readonly identity: IdentityId;
  readonly timeline = timeline();
  readonly written: Item[] = [];
  /** All it has written and heard, as it came. */
  readonly known: Item[] = [];
  rank: Rank = 'member';
  /** What the ids of its entries begin with, for ids that collide in what citations show of them. */
  prefix = '';
  readonly #device: string;
  readonly #writers = new Map<Segment, WriterId>();

  constructor(name: string, device = 'laptop') {
    this.name = name;
    this.identity = identityFrom(name);
    this.#device = device;
  }

  /** Writes an entry when its own clock shows `at` (ms UTC), citing what it has seen. */
  write(op: TimelineOp | UnknownOp, at: number): Item {
    const last = this.written.at(-1)?.hlc;
    const seen = this.timeline.latest;
    const hlc = tick(last && seen && compareHlc(last, seen) > 0 ? last : (seen ?? last), at);
    const item = this.#item(op, hlc);
    this.written.push(item);
    this.hear(at, item);
    return item;
  }

  say(text: string, at: number, reply?: EntryId): Item {
    return this.write({ t: 'message', text, ...(reply && { reply }) }, at);
  }

  hear(now: number, ...items: readonly Item[]): Changes {
    for (const item of items) {
      if (!this.known.includes(item)) this.known.push(item);
      this.timeline.add(item);
    }
    return this.timeline.take(now);
  }

  #item(op: TimelineOp | UnknownOp, hlc: Hlc): Item {
    const segment = monthOf(hlc.ms);
    const writer = this.#writerIn(segment);
    const before = this.written.filter((item) => item.segment === segment);
    const previous = before.at(-1)?.id;
    return {
      id: (this.prefix +
        idFrom(`${this.name} ${this.#device} ${this.written.length}`).slice(this.prefix.length)) as EntryId,
      writer,
      seq: before.length,
      segment,
      device: idFrom(`device ${this.name} ${this.#device}`) as DeviceId,
      identity: this.identity,
      rank: this.rank,
      hlc,
      ...(previous && { previous }),
      body: { op, seen: this.timeline.seenFor(writer, segment) },
    };
  }

  #writerIn(segment: Segment): WriterId {
    const writer = this.#writers.get(segment) ?? (++writers as WriterId);
    this.#writers.set(segment, writer);
    return writer;
  }
}

/** The entry as it stands where its key is missing. */
export function closed({ body: _, ...item }: Item): Item {
  return item;
}
