/** MRK-1: says to the other members what is durable on this device, and hears the same of theirs. */
import { equalBytes, toText } from '#shared/bytes.ts';
import type { EpochId, RoomId } from '#shared/ids.ts';
import {
  checkMarker,
  makeMarker,
  openMarker,
  MOST_ADDRESSES,
  MOST_COUNTS,
  MOST_COUNTS_LISTENING,
  type MarkerBody,
} from '#shared/sync/marker.ts';
import type { Mark } from '#shared/wire/frames.ts';
import { actingIdentity } from '#shared/charter/state.ts';
import { tellsReceipts } from '#shared/charter/telling.ts';
import { CHARTER, type DeviceId } from '#shared/ids.ts';
import { afterPrefix, type DeviceStore } from '#shared/ports/deviceStore.ts';
import type { Random } from '#shared/ports/random.ts';
import type { Keys } from './keys.ts';
import type { Order } from './messages/rows.ts';
import { readingOf, saidIn, type Reading } from './reading.ts';
import type { Room } from './room.ts';
import type { RoomIndex } from './roomIndex.ts';

/** The newest months a marker tells of. */
const MOST_SEGMENTS = 2;
const IV_BYTES = 24;

/** Where markers go, and what is said of this device and others beside what they hold. */
export interface MarkerRoad {
  isHeard(room: Room): boolean;
  say(room: Room, mark: Mark): void;
  /** Its person wants nothing told of what is here. */
  isSilent(): boolean;
  /** MRK-4: where this device can be dialled. */
  listensAt(): readonly string[];
  /** Another device can be dialled there; nowhere any more, where that is empty. */
  listens(room: Room, device: DeviceId, at: readonly string[]): Promise<void>;
}

export class Markers {
  readonly #store: DeviceStore;
  readonly #random: Random;
  readonly #keys: Keys;
  readonly #road: MarkerRoad;
  /** Highest version seen of each device in each room, own ones too: they never go back. */
  readonly #versions = new Map<string, number>();
  readonly #said = new Map<string, { readonly here: string; readonly read: string }>();
  readonly #readings = new Map<RoomId, Reading>();

  constructor(store: DeviceStore, random: Random, keys: Keys, road: MarkerRoad) {
    this.#store = store;
    this.#random = random;
    this.#keys = keys;
    this.#road = road;
  }

  /** Takes back what was heard of a room in an earlier run. */
  async load(room: Room): Promise<void> {
    const prefix = `${room.id}/`;
    for (const { value } of await this.#store.range('markers', { from: prefix, to: afterPrefix(prefix) }))
      this.#note(room, value as Mark);
  }

  /** True when the marker told something new. */
  async hear(room: Room, mark: Mark): Promise<boolean> {
    // Each link brings what the others brought: signatures are checked of what is new.
    if (mark.version <= this.#version(mark)) return false;
    if (!actingIdentity(room.charter.charter.state(), mark.device) || !checkMarker(mark)) return false;
    const body = this.#note(room, mark);
    await this.#store.write([{ table: 'markers', key: keyOf(mark), value: mark }]);
    if (body && mark.device !== this.#keys.device) await this.#road.listens(room, mark.device, body.at ?? []);
    return mark.device !== this.#keys.device;
  }

  /** Its person has seen everything up to this row on this device. */
  read(room: Room, upTo: Order): void {
    const here = room.months.slice(-MOST_SEGMENTS).flatMap((segment) => {
      const open = room.timeline.segment(segment)?.document.log;
      return [...(open?.vector() ?? room.index.vectorOf(segment) ?? [])];
    });
    this.#readings.set(room.id, { upTo, here: new Map(here) });
  }

  /** Says what is durable here and what of it was read, unless that was said on this link already. */
  async say(room: Room): Promise<void> {
    const epoch = room.charter.keyring.usable(room.charter.charter);
    const state = room.charter.charter.state();
    if (!epoch || !this.#road.isHeard(room) || !actingIdentity(state, this.#keys.device)) return;
    const body = { ...this.#held(room, !this.#road.isSilent() && tellsReceipts(state)), ...this.#listening };
    if (!this.#isNews(room, body)) return;
    const { device, signSecret } = this.#keys;
    const version = this.#version({ room: room.id, device }) + 1;
    const keys = {
      device,
      secretKey: signSecret,
      epoch: epoch.epoch,
      epochKey: epoch.key,
      iv: this.#random.bytes(IV_BYTES),
    };
    const mark = makeMarker(room.id, version, body, keys);
    this.#versions.set(keyOf(mark), version);
    await this.#store.write([{ table: 'markers', key: keyOf(mark), value: mark }]);
    this.#road.say(room, mark);
  }

  #held(room: Room, tells: boolean): MarkerBody {
    if (!tells) return { segments: {} };
    const most = this.#at.length > 0 ? MOST_COUNTS_LISTENING : MOST_COUNTS;
    const held = bodyOf(room.index, most);
    return { ...held, ...readingOf(held, this.#readings.get(room.id), most) };
  }

  get #at(): readonly string[] {
    return this.#road.listensAt().slice(0, MOST_ADDRESSES);
  }

  get #listening(): Pick<MarkerBody, 'at'> {
    return this.#at.length > 0 ? { at: this.#at } : {};
  }

  /** What was said in a room by anybody, as it is kept: for a link that has heard nothing yet. */
  async known(room: Room): Promise<Mark[]> {
    const all = tellsReceipts(room.charter.charter.state());
    const prefix = `${room.id}/`;
    const kept = await this.#store.range('markers', { from: prefix, to: afterPrefix(prefix) });
    const marks = kept.map(({ value }) => value as Mark);
    // A room that keeps receipts to itself is told where somebody listens, and nothing of before it did.
    return all ? marks : marks.filter((mark) => this.#open(room, mark)?.at !== undefined);
  }

  /** A new link to the relay has heard nothing yet. */
  forgetSaid(): void {
    this.#said.clear();
  }

  /** What was read is said with what it was found in: a moment later, when that is durable. */
  #isNews(room: Room, { segments, at = [], ...reading }: MarkerBody): boolean {
    const digests = Object.entries(segments).map(([segment, { digest }]) => `${segment} ${toText(digest)}`);
    const here = [...digests, ...at].join();
    const read = JSON.stringify(reading);
    const said = this.#said.get(room.id);
    if (here === '' || (said?.here === here && (said.read === read || !isDurable(room)))) return false;
    this.#said.set(room.id, { here, read });
    return true;
  }

  /** What it says; undefined where its key is not here. */
  #note(room: Room, mark: Mark): MarkerBody | undefined {
    this.#versions.set(keyOf(mark), Math.max(this.#version(mark), mark.version));
    const body = this.#open(room, mark);
    if (body) room.copies.onDevice(mark.device, body);
    // Of an earlier run this is what is known to have been on screen.
    const before = body && mark.device === this.#keys.device ? saidIn(body) : undefined;
    if (before && !this.#readings.has(room.id)) this.#readings.set(room.id, before);
    return body;
  }

  #open(room: Room, mark: Mark): MarkerBody | undefined {
    const body = openMarker(mark, (epoch) => room.charter.keyring.key(toText(epoch) as EpochId));
    return body.ok ? body.value : undefined;
  }

  #version(mark: Pick<Mark, 'room' | 'device'>): number {
    return this.#versions.get(keyOf(mark)) ?? 0;
  }
}

const keyOf = ({ room, device }: Pick<Mark, 'room' | 'device'>): string => `${room}/${device}`;

const isDurable = ({ timeline, index }: Room): boolean =>
  timeline.segments.every(({ segment, document }) => {
    const noted = index.digestOf(segment);
    return noted !== undefined && equalBytes(noted, document.log.digest());
  });

/** As of the index: durable, not merely here. A month whose writers no longer fit is told by its digest alone. */
export function bodyOf(
  index: Pick<RoomIndex, 'segments' | 'digestOf' | 'vectorOf'>,
  most = MOST_COUNTS,
): Pick<MarkerBody, 'segments'> {
  const segments: Record<string, MarkerBody['segments'][string]> = {};
  const months = index.segments.filter((name) => name !== CHARTER).sort();
  let left = most;
  for (const segment of months.reverse().slice(0, MOST_SEGMENTS)) {
    const digest = index.digestOf(segment);
    const counts = [...(index.vectorOf(segment) ?? [])];
    if (digest) segments[segment] = { digest, ...(counts.length <= left ? { counts } : {}) };
    if (counts.length <= left) left -= counts.length;
  }
  return { segments };
}
