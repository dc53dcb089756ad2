/**
 * ENT-6 as a relay sees it. It cannot read a delete, so it judges an order alone: the author's own at once, a moderator's after
 * seven days, if they are one still. Holes it fills from what it has, and else asks for among the room's members.
 */
import type { Clock } from '#shared/ports/clock.ts';
import { payloadOf, withoutPayload, withPayload } from '#shared/entry/payload.ts';
import { equalBytes } from '#shared/bytes.ts';
import type { Place } from '#shared/log/huskBook.ts';
import type { HuskOrder } from '#shared/log/huskOrder.ts';
import { answerCompare } from '#shared/sync/forkSearch.ts';
import type { Change, RelayStore, Replaced, StoredOrder } from '#shared/ports/relayStore.ts';
import type { HusksFrame, Payloads } from '#shared/wire/frames.ts';
import { MAX_HOLES, MAX_ORDERS, MAX_PAYLOADS } from '#shared/wire/huskSchemas.ts';
import type { DeviceLink } from './deviceLink.ts';
import { groundOf } from './documentGround.ts';
import { isAuthors, isFollowed, isTakenFor } from './huskAuthority.ts';
import type { PageCache } from './pageCache.ts';
import type { Room } from './room.ts';
import type { RoomDocument } from './roomDocument.ts';
import type { Rooms } from './rooms.ts';
import { storedEntry } from './storedEntry.ts';

/** What a moderator deletes can come back as long as this. */
export const HIDDEN_MS = 7 * 24 * 60 * 60 * 1000;

/** Entries that are hashed for the orders of one link: each costs the hashing of the list it is about, up to there. */
const MOST_HASHED = 1_000_000;

export class Husks {
  readonly #store: RelayStore;
  readonly #pages: PageCache;
  readonly #clock: Clock;
  /** What links said of entries that are not here yet: orders go out at once, entries when they are asked for. */
  readonly #early = new WeakMap<DeviceLink, Map<RoomDocument, HusksFrame>>();

  readonly #hashed = new WeakMap<DeviceLink, number>();

  constructor(store: RelayStore, pages: PageCache, clock: Clock) {
    this.#store = store;
    this.#pages = pages;
    this.#clock = clock;
  }

  /** Orders and holes of a device. It is answered with what it lacks, and with where the document stands then. */
  async take(room: Room, document: RoomDocument, link: DeviceLink, frame: HusksFrame): Promise<void> {
    this.#wait(document, link, frame);
    const news = await this.#taken(room, document, link, frame.orders);
    if (news.length > 0) await this.#keep(room, document, news);
    for (const part of parts(news, MAX_ORDERS)) this.#pass(room, link, husksFrame(room, document, part, []));
    const wanting = await this.#fill(room, document, link, frame.holes);
    if (wanting.length > 0) this.#pass(room, link, husksFrame(room, document, [], wanting));
    if (!equalBytes(frame.digest, document.husks.digest())) this.#tell(room, document, link, frame.orders);
    else link.send(husksFrame(room, document, [], []));
  }

  /** A link brought entries: what it had ordered of them before holds now. */
  async came(room: Room, document: RoomDocument, link: DeviceLink): Promise<void> {
    const early = this.#early.get(link)?.get(document);
    if (!early?.orders.some(({ writer, seq }) => seq < document.log.count(writer))) return;
    this.#early.get(link)?.delete(document);
    await this.take(room, document, link, early);
  }

  /** Payloads of a device: for holes here, and for whoever else is here. */
  async takePayloads(room: Room, document: RoomDocument, link: DeviceLink, { payloads }: Payloads): Promise<void> {
    const good: Payloads['payloads'][number][] = [];
    const replaced: Replaced[] = [];
    for (const [writer, seq, payload] of payloads) {
      if (this.#orders(document, [writer, seq]).some((order) => isAuthors(room, document, order))) continue;
      const husk = await storedEntry(this.#store, document, [writer, seq]);
      const entry = husk && withPayload(husk, payload);
      if (!entry) continue;
      good.push([writer, seq, payload]);
      replaced.push({ document: document.channel, writer, seq, entry });
    }
    if (good.length === 0) return;
    for (const { writer, seq } of replaced) document.husks.hole([writer, seq], false);
    const orders = replaced.flatMap(({ writer, seq }) => this.#orders(document, [writer, seq]));
    this.#pass(room, link, { type: 'payloads', room: room.id, segment: document.segment, payloads: good });
    // Where the document stands now: to whom an entry is on its way as it was before, it will be a hole, as it was here.
    this.#pass(room, link, husksFrame(room, document, [], []));
    await this.#commit(room, {
      replaced,
      holes: replaced.map(({ writer, seq }) => ({ document: document.channel, writer, seq, is: false })),
      // A delete that stands after all takes it again.
      orders: orders.map((order) => this.#stored(document, order, this.#clock.now() + HIDDEN_MS)),
    });
  }

  /** Lets go of what moderators deleted a week ago. */
  async sweep(rooms: Rooms): Promise<void> {
    const now = this.#clock.now();
    for (const id of await this.#store.due(now)) {
      const room = await rooms.load(id);
      for (const document of room.documents.values()) await this.#sweep(room, document, now);
    }
  }

  async #sweep(room: Room, document: RoomDocument, now: number): Promise<void> {
    const due = document.husks.orders.filter((order) => (document.due.get(order) ?? Infinity) < now);
    const stands = due.filter((order) => isFollowed(room, document, order));
    const replaced = await this.#huskings(document, stands);
    if (due.length > 0)
      await this.#commit(room, { replaced, orders: due.map((order) => this.#stored(document, order)) });
  }

  #wait(document: RoomDocument, link: DeviceLink, frame: HusksFrame): void {
    const isEarly = ({ writer, seq }: HuskOrder): boolean => seq >= document.log.count(writer);
    const waiting = this.#early.get(link) ?? new Map<RoomDocument, HusksFrame>();
    this.#early.set(link, waiting);
    const orders = [...(waiting.get(document)?.orders ?? []), ...frame.orders].filter(isEarly);
    waiting.delete(document);
    const others = [...waiting.values()].reduce((sum, held) => sum + held.orders.length, 0);
    const few = orders.slice(0, MAX_ORDERS - others);
    if (few.length > 0) waiting.set(document, { ...frame, orders: few, holes: [] });
  }

  /** Those that are news, and name the entries that stand here: where a list is forked, or was begun again (LOG-9), others may. */
  async #taken(
    room: Room,
    document: RoomDocument,
    link: DeviceLink,
    orders: readonly HuskOrder[],
  ): Promise<HuskOrder[]> {
    const likely = orders.filter((order) => {
      const place: Place = [order.writer, order.seq];
      if (order.seq >= document.log.count(order.writer) || document.husks.has(order)) return false;
      return isTakenFor(room, document, order, document.husks.isHole(place));
    });
    if (likely.length === 0 || !this.#mayLook(document, link, likely)) return [];
    const asked = likely.map(({ writer, seq }) => [writer, seq] as const);
    const { slots } = await answerCompare(groundOf(this.#store, document), {
      type: 'compare',
      room: room.id,
      segment: document.segment,
      slots: asked,
    });
    const stands = new Set(slots.map((slot) => slot.join()));
    return likely.filter((order) => {
      const { writer, seq, id } = order;
      return stands.has([writer, seq, id].join()) && document.husks.take(order);
    });
  }

  #mayLook(document: RoomDocument, link: DeviceLink, orders: readonly HuskOrder[]): boolean {
    const writers = new Set(orders.map(({ writer }) => writer));
    const hashed = [...writers].reduce((sum, writer) => sum + document.log.count(writer), this.#hashed.get(link) ?? 0);
    this.#hashed.set(link, hashed);
    return hashed <= MOST_HASHED;
  }

  async #keep(room: Room, document: RoomDocument, orders: readonly HuskOrder[]): Promise<void> {
    const now = this.#clock.now();
    const authors = orders.filter((order) => isAuthors(room, document, order));
    const others = orders.filter((order) => !authors.includes(order));
    const holes = orders.filter((order) => document.husks.hole([order.writer, order.seq], false));
    await this.#commit(room, {
      replaced: await this.#huskings(document, authors),
      orders: [
        ...authors.map((order) => this.#stored(document, order)),
        ...others.map((order) => this.#stored(document, order, now + HIDDEN_MS)),
      ],
      holes: holes.map(({ writer, seq }) => ({ document: document.channel, writer, seq, is: false })),
    });
  }

  /** The husks of these entries, of those that are none yet. */
  async #huskings(document: RoomDocument, orders: readonly HuskOrder[]): Promise<Replaced[]> {
    const replaced: Replaced[] = [];
    for (const { writer, seq } of orders) {
      const whole = await storedEntry(this.#store, document, [writer, seq]);
      const entry = whole && withoutPayload(whole);
      if (entry) replaced.push({ document: document.channel, writer, seq, entry });
    }
    return replaced;
  }

  async #commit(room: Room, change: Change): Promise<void> {
    room.busy++;
    try {
      await this.#store.commit(change);
    } finally {
      room.busy--;
    }
    if (change.replaced && change.replaced.length > 0) this.#pages.clear();
  }

  #stored(document: RoomDocument, order: HuskOrder, due?: number): StoredOrder {
    if (due === undefined) document.due.delete(order);
    else document.due.set(order, due);
    return document.storedOrder(order, due);
  }

  #orders(document: RoomDocument, place: Place): readonly HuskOrder[] {
    return document.husks.at(place);
  }

  /** Sends what is here of these; returns those that are holes here too. */
  async #fill(room: Room, document: RoomDocument, link: DeviceLink, holes: readonly Place[]): Promise<Place[]> {
    const wanting: Place[] = [];
    const found: Payloads['payloads'][number][] = [];
    for (const place of holes) {
      const [writer, seq] = place;
      if (seq >= document.log.count(writer)) continue;
      const entry = await storedEntry(this.#store, document, place);
      const payload = entry && payloadOf(entry);
      if (payload) found.push([writer, seq, payload]);
      else wanting.push(place);
    }
    for (const payloads of parts(found, MAX_PAYLOADS))
      link.send({ type: 'payloads', room: room.id, segment: document.segment, payloads });
    return wanting;
  }

  #tell(room: Room, document: RoomDocument, link: DeviceLink, known: readonly HuskOrder[]): void {
    const told = new Set(known.map((order) => `${order.id} ${order.device} ${order.delete}`));
    const lacking = document.husks.orders.filter((order) => !told.has(`${order.id} ${order.device} ${order.delete}`));
    const pages = parts(lacking, MAX_ORDERS);
    (pages.length > 0 ? pages : [[]]).forEach((page, i) => {
      link.send(husksFrame(room, document, page, i === 0 ? document.husks.holes : []));
    });
  }

  #pass(room: Room, from: DeviceLink, frame: HusksFrame | Payloads): void {
    for (const member of room.members()) if (member !== from) member.send(frame);
  }
}

const husksFrame = (
  room: Room,
  { segment, husks }: RoomDocument,
  orders: readonly HuskOrder[],
  holes: readonly Place[],
): HusksFrame => ({
  type: 'husks',
  room: room.id,
  segment,
  digest: husks.digest(),
  orders,
  holes: holes.slice(0, MAX_HOLES),
});

function parts<T>(all: readonly T[], most: number): T[][] {
  const pages: T[][] = [];
  for (let at = 0; at < all.length; at += most) pages.push(all.slice(at, at + most));
  return pages;
}
