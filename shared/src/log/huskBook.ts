/**
 * ENT-6: what of a document's entries is gone: the orders known, and the holes. It judges nothing; its digest is the second
 * one links compare (the first says nothing of payloads: an id is the same with and without).
 */
import { bytesOf, concatBytes, u64 } from '#shared/bytes.ts';
import { hash } from '#shared/crypto/hash.ts';
import type { DeviceId, WriterId } from '#shared/ids.ts';
import type { HuskOrder } from '#shared/log/huskOrder.ts';

/** An entry's place. */
export type Place = readonly [WriterId, number];

/** Digest of a document of which nothing is gone. */
export const nothingGone = (): Uint8Array => hash('husks');

const keyOf = ([writer, seq]: Place): string => `${writer}/${seq}`;
const byText = (a: string, b: string): number => (a < b ? -1 : 1);

export class HuskBook {
  readonly #orders = new Map<string, Map<DeviceId, HuskOrder>>();
  readonly #holes = new Map<string, Place>();
  #stopOf: (writer: WriterId) => number = () => Infinity;
  #digest: Uint8Array | undefined;

  /** LOG-7: beyond where a list stops, or is held to, replicas hold different things, and nobody misses any of it. */
  stopAt(stopOf: (writer: WriterId) => number): void {
    this.#stopOf = stopOf;
    this.#digest = undefined;
  }

  /** A list is held further than before: what was ordered of it early says something now. */
  grew(): void {
    this.#digest = undefined;
  }

  /** True when it is news. Of one device one order an entry is kept, on all sides the same one. */
  take(order: HuskOrder): boolean {
    const key = keyOf([order.writer, order.seq]);
    const there = this.#orders.get(key) ?? new Map<DeviceId, HuskOrder>();
    const known = there.get(order.device);
    if (known && reasonOf(known) <= reasonOf(order)) return false;
    this.#orders.set(key, there.set(order.device, order));
    this.#digest = undefined;
    return true;
  }

  /** This very order. */
  has({ writer, seq, device, id, target, delete: because }: HuskOrder): boolean {
    const known = this.#orders.get(keyOf([writer, seq]))?.get(device);
    return known?.id === id && known.target === target && known.delete === because;
  }

  at(place: Place): readonly HuskOrder[] {
    return [...(this.#orders.get(keyOf(place))?.values() ?? [])];
  }

  get orders(): readonly HuskOrder[] {
    return [...this.#orders.values()].flatMap((there) => [...there.values()]);
  }

  get holes(): readonly Place[] {
    return [...this.#holes.values()].filter(([writer, seq]) => seq < this.#stopOf(writer));
  }

  isHole(place: Place): boolean {
    return this.#holes.has(keyOf(place));
  }

  /** Notes a hole, or that it is none any more; true when that is news. */
  hole(place: Place, is: boolean): boolean {
    const key = keyOf(place);
    if (this.#holes.has(key) === is) return false;
    if (is) this.#holes.set(key, place);
    else this.#holes.delete(key);
    this.#digest = undefined;
    return true;
  }

  get isEmpty(): boolean {
    return this.#orders.size + this.#holes.size === 0;
  }

  /** H("husks", order …, hole …), each sorted; H("husks") where nothing is gone. */
  digest(): Uint8Array {
    this.#digest ??= hash('husks', ...this.#orderParts(), ...this.#holeParts());
    return this.#digest;
  }

  #orderParts(): Uint8Array[] {
    const sorted = this.orders
      .filter(({ writer, seq }) => seq < this.#stopOf(writer))
      .map((order): [string, HuskOrder] => [sortKey(order), order])
      .sort(([a], [b]) => byText(a, b));
    return sorted.map(([, order]) =>
      concatBytes(...[order.id, order.target, order.delete, order.device].map((id) => bytesOf(id))),
    );
  }

  #holeParts(): Uint8Array[] {
    const sorted = this.holes.map((place): [string, Place] => [keyOf(place), place]).sort(([a], [b]) => byText(a, b));
    return sorted.map(([, [writer, seq]]) => concatBytes(u64(writer), u64(seq)));
  }
}

const reasonOf = (order: HuskOrder): string => order.delete + order.target + order.id;
const sortKey = (order: HuskOrder): string => order.id + order.device;
