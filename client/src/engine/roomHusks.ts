/**
 * ENT-6 on this device: what of a room's entries is gone. Keeps the orders, finds which of them stand, takes payloads out of
 * fold, document and outbox, writes the orders of this device, and has holes filled. It knows relay and peers as places
 * that may lack an order or a payload, or have one.
 */
import { atLeast } from '#shared/charter/rank.ts';
import { identityOf, rankOf } from '#shared/charter/state.ts';
import { payloadOf, withPayload, withoutPayload } from '#shared/entry/payload.ts';
import type { Entry } from '#shared/entry/entry.ts';
import { documentId, segmentOf, type DeviceId, type EntryId, type Segment } from '#shared/ids.ts';
import type { DocumentLog } from '#shared/log/documentLog.ts';
import { HuskBook, type Place } from '#shared/log/huskBook.ts';
import { checkHuskOrder, makeHuskOrder, type HuskOrder } from '#shared/log/huskOrder.ts';
import { afterPrefix, type Change } from '#shared/ports/deviceStore.ts';
import type { Item } from '#shared/timeline/item.ts';
import { isKnown } from '#shared/timeline/ops/timelineOp.ts';
import type { HusksFrame, Payloads } from '#shared/wire/frames.ts';
import { finals, type Final } from './finalOrders.ts';
import { HuskTalk, type SayHusks } from './huskTalk.ts';
import type { Keys } from './keys.ts';
import type { Outbox } from './outbox.ts';
import type { Parts } from './parts.ts';
import type { Relay } from './relay.ts';
import type { RoomCharter } from './roomCharter.ts';
import type { OpenSegment, RoomTimeline } from './roomTimeline.ts';

export interface HusksParts {
  readonly parts: Parts;
  readonly keys: Keys;
  readonly outbox: Outbox;
  readonly relay: Relay;
  readonly charter: RoomCharter;
  readonly timeline: RoomTimeline;
  /** There is something to tend to, in a turn. */
  readonly due: () => void;
}

/** Another device of the person who deleted may be at it. */
const LEAVE_TO_OTHERS_MS = 5_000;
/** Whoever deleted their own did so on a device that orders it at once; unless it was put out, or lost, just then. */
const LEAVE_TO_AUTHOR_MS = 60_000;
/** Longest time a timer is set for. */
const DAY_MS = 24 * 60 * 60 * 1000;

export class RoomHusks {
  readonly #own: HusksParts;
  readonly #books = new Map<Segment, HuskBook>();
  /** Entries without a payload here, by place. */
  readonly #husked = new Map<Segment, Map<string, { readonly place: Place; readonly id: EntryId }>>();
  readonly #talks = new Set<HuskTalk>();
  readonly relay: HuskTalk;
  /** Documents to be written anew. */
  readonly #dirty = new Set<Segment>();
  #finals: ReadonlyMap<EntryId, Final> = new Map();
  #stopWaiting: () => void = () => undefined;

  constructor(own: HusksParts) {
    this.#own = own;
    this.relay = this.talk((frame) => own.relay.say(frame));
  }

  /** With one more side, until it ends. */
  talk(say: SayHusks): HuskTalk {
    const ground = {
      room: this.#own.charter.room,
      clock: this.#own.parts.clock,
      gone: (segment: Segment) => this.#book(segment),
      isOpen: (segment: Segment) => this.#segment(segment) !== undefined,
    };
    const talk = new HuskTalk(ground, say);
    this.#talks.add(talk);
    return talk;
  }

  end(talk: HuskTalk): void {
    talk.close();
    this.#talks.delete(talk);
  }

  /** Reads the orders kept of a month, before it is opened. */
  async load(segment: Segment): Promise<void> {
    const book = this.#book(segment);
    const prefix = this.#key(segment, '');
    const rows = await this.#own.parts.store.range('index', { from: prefix, to: afterPrefix(prefix) });
    for (const { value } of rows) book.take(value as HuskOrder);
  }

  digest(segment: Segment): Uint8Array {
    return this.#book(segment).digest();
  }

  /** LOG-7: the lists of a month stop elsewhere now. Of entries that are not here others may have orders, or none. */
  stopAt(segment: Segment, log: Pick<DocumentLog, 'stopOf' | 'count'>): void {
    this.#book(segment).stopAt((writer) => Math.min(log.stopOf(writer), log.count(writer)));
  }

  /** Entries came into a document, from wherever. */
  note(entries: readonly Entry[]): void {
    for (const { document, writer, seq, id, header } of entries) {
      this.#book(segmentOf(document)).grew();
      if (header.husk) this.#huskedIn(segmentOf(document)).set(`${writer}/${seq}`, { place: [writer, seq], id });
    }
  }

  /** Brings the fold to what the orders that stand leave of it; true when that changes it. */
  review(): boolean {
    const { fold } = this.#own.timeline;
    const before = this.#finals;
    const state = this.#own.charter.charter.state();
    const orders = [...this.#books].flatMap(([segment, book]) => book.orders.map((order) => ({ segment, order })));
    this.#finals = finals(orders, fold, (device) => identityOf(state, device));
    const changed: Item[] = [];
    for (const [id, { husk }] of this.#finals) {
      const item = fold.item(id);
      if (item && (item.husk?.by !== husk.by || item.husk.was !== husk.was)) changed.push({ ...item, husk });
    }
    for (const id of before.keys()) {
      const item = fold.item(id);
      if (item?.husk && !this.#finals.has(id)) changed.push(unearthed(item));
    }
    if (changed.length > 0) fold.replace(changed);
    for (const segment of this.#books.keys()) this.#noteHoles(segment);
    if (this.#toOrder().length + this.#toPurge().length > 0) this.#own.due();
    return changed.length > 0;
  }

  /** Writes the orders that are this device's to write, and lets go of payloads. In a turn. */
  async tend(): Promise<void> {
    const orders = this.#toOrder();
    if (orders.length > 0) {
      await this.#keep(orders);
      this.review();
      for (const [segment, some] of bySegment(orders)) for (const talk of this.#talks) talk.tell(segment, some);
    }
    for (const { segment, item } of this.#toPurge()) await this.#purge(segment, item);
    await this.#rewrite();
    this.#wait();
  }

  // ---- the other side ----

  /** The relay has every order there is here, as far as it can be told. */
  get isTold(): boolean {
    if (this.#toOrder().length > 0) return false;
    return [...this.#books].every(([segment, book]) => {
      return book.orders.length === 0 || !this.#segment(segment) || this.relay.isTold(segment);
    });
  }

  stop(): void {
    for (const talk of this.#talks) talk.close();
    this.#stopWaiting();
  }

  /** Orders and holes of another side; its month must be open. What is news here is news to others. In a turn. */
  async take({ segment, orders, holes, digest }: HusksFrame, talk: HuskTalk): Promise<void> {
    const book = this.#book(segment);
    const news = orders.filter((order) => !book.has(order) && this.#isGood(segment, order, talk));
    await this.#keep(news.map((order) => ({ segment, order })));
    this.review();
    talk.give(segment, this.#payloadsFor(segment, holes));
    talk.theirs(segment, digest, undefined);
    // A relay is told by nothing but what it asks; of peers neither serves.
    if (talk !== this.relay) talk.confirm(segment);
    if (news.length > 0) for (const other of this.#talks) if (other !== talk) other.tell(segment, news);
  }

  /** The relay looks at what an order is for before it hands it on; a peer's must be for something that is here. */
  #isGood(segment: Segment, order: HuskOrder, talk: HuskTalk): boolean {
    const { charter } = this.#own;
    const held = this.#segment(segment)?.document.log.count(order.writer) ?? 0;
    if (talk !== this.relay && order.seq >= held) return false;
    const { heads } = charter.document.log;
    const isOfDevice = ({ device }: { readonly device: DeviceId }): boolean => device === order.device;
    // Whose way in turned out void was taken for a member by some, who hold it.
    if (identityOf(charter.charter.state(), order.device) === undefined && ![...heads.values()].some(isOfDevice))
      return false;
    return checkHuskOrder(documentId(charter.room, segment), order);
  }

  /** Payloads from the other side: what fits a hole fills it. In a turn. */
  async fill({ segment, payloads }: Payloads): Promise<void> {
    const { timeline } = this.#own;
    const open = this.#segment(segment);
    if (!open) return;
    for (const [writer, seq, payload] of payloads) {
      const hole = this.#huskedIn(segment).get(`${writer}/${seq}`);
      const husk = hole && this.#book(segment).isHole(hole.place) && open.document.entry(writer, seq);
      const entry = husk && withPayload(husk, payload);
      if (!hole || !entry) continue;
      open.document.replace(writer, seq, entry);
      this.#huskedIn(segment).delete(`${writer}/${seq}`);
      this.#dirty.add(segment);
      timeline.filled(segment, hole.id);
    }
    this.review();
    await this.#rewrite();
  }

  // ---- inside ----

  #toOrder(): { readonly segment: Segment; readonly order: HuskOrder }[] {
    const { timeline, parts } = this.#own;
    const wanted: { readonly segment: Segment; readonly order: HuskOrder }[] = [];
    const want = (item: Item, target: EntryId, because: EntryId): void => {
      if (!item.husk && item.body && this.#segment(item.segment)) wanted.push(this.#order(item, target, because));
    };
    for (const { id, message, edits, deletes } of timeline.fold.doomed()) {
      const because = message && this.#becauseOf(message, deletes);
      if (because) for (const item of [message, ...edits]) want(item, id, because.id);
    }
    for (const { target, because } of this.#deletedAhead())
      for (const item of [target, ...timeline.fold.edits(target.id)]) want(item, target.id, because);
    for (const [id, expires] of timeline.expiring) {
      if (parts.clock.now() < expires) continue;
      const message = timeline.fold.item(id);
      for (const item of message ? [message, ...timeline.fold.edits(id)] : []) want(item, id, id);
    }
    const isNews = ({ segment, order }: (typeof wanted)[number]): boolean => !this.#book(segment).has(order);
    return wanted.filter(isNews);
  }

  /** The delete this device is to order by now, if any of these. */
  #becauseOf(message: Item, deletes: readonly Item[]): Item | undefined {
    const { keys, parts } = this.#own;
    const now = parts.clock.now();
    const mine = deletes.filter(
      ({ identity, rank }) =>
        identity === keys.identity && (message.identity === identity || atLeast(rank, 'moderator')),
    );
    const first = mine.find(({ device }) => device === keys.device) ?? mine[0];
    if (first) return first.device === keys.device || now >= first.hlc.ms + LEAVE_TO_OTHERS_MS ? first : undefined;
    const authors = this.#isModerator() ? deletes.find(({ identity }) => identity === message.identity) : undefined;
    return authors && now >= authors.hlc.ms + LEAVE_TO_AUTHOR_MS ? authors : undefined;
  }

  #isModerator(): boolean {
    const { keys, charter } = this.#own;
    return atLeast(rankOf(charter.charter.state(), keys.identity), 'moderator');
  }

  /** T-41: own messages whose delete is not due yet, by a clock that was put right: their author may have left by then. */
  #deletedAhead(): { readonly target: Item; readonly because: EntryId }[] {
    const { keys, timeline, parts } = this.#own;
    const { fold } = timeline;
    return fold.held(parts.clock.now()).flatMap(({ id, identity }) => {
      const op = identity === keys.identity ? fold.item(id)?.body?.op : undefined;
      const target = op && isKnown(op) && op.t === 'delete' ? fold.item(op.target) : undefined;
      return target?.identity === keys.identity ? [{ target, because: id }] : [];
    });
  }

  #order({ segment, writer, seq, id }: Item, target: EntryId, because: EntryId) {
    const { keys, charter } = this.#own;
    const unsigned = { writer, seq, id, target, delete: because, device: keys.device };
    return { segment, order: makeHuskOrder(documentId(charter.room, segment), unsigned, keys.signSecret) };
  }

  /** Durable when it resolves. */
  async #keep(orders: readonly { readonly segment: Segment; readonly order: HuskOrder }[]): Promise<void> {
    if (orders.length === 0) return;
    const changes = orders.map(({ segment, order }): Change => {
      return { table: 'index', key: this.#key(segment, `${order.writer}/${order.seq}/${order.device}`), value: order };
    });
    await this.#own.parts.store.write(changes);
    for (const { segment, order } of orders) this.#book(segment).take(order);
  }

  #toPurge(): { readonly segment: Segment; readonly item: Item }[] {
    const now = this.#own.parts.clock.now();
    return [...this.#finals].flatMap(([id, { due }]) => {
      const item = due <= now ? this.#own.timeline.fold.item(id) : undefined;
      const isHere = item && this.#segment(item.segment) && !this.#isHusked(item);
      return isHere ? [{ segment: item.segment, item }] : [];
    });
  }

  async #purge(segment: Segment, item: Item): Promise<void> {
    const { writer, seq, id } = item;
    const document = this.#segment(segment)?.document;
    const bytes = document?.entry(writer, seq);
    const husk = bytes && withoutPayload(bytes);
    if (!document || !husk) return;
    await this.#own.outbox.replace(document.id, { writer, seq, bytes: husk });
    document.replace(writer, seq, husk);
    this.#huskedIn(segment).set(`${writer}/${seq}`, { place: [writer, seq], id });
    this.#dirty.add(segment);
    const { body: _gone, ...rest } = item;
    this.#own.timeline.fold.replace([rest]);
  }

  async #rewrite(): Promise<void> {
    for (const segment of [...this.#dirty]) {
      await this.#segment(segment)?.document.rewritten();
      this.#dirty.delete(segment);
    }
  }

  #noteHoles(segment: Segment): void {
    const book = this.#book(segment);
    for (const { place, id } of this.#huskedIn(segment).values())
      book.hole(place, !this.#finals.has(id) && !this.#isAuthorsWish(segment, place, id));
    for (const place of book.holes)
      if (!this.#huskedIn(segment).has(`${place[0]}/${place[1]}`)) book.hole(place, false);
    for (const talk of this.#talks) talk.compare(segment);
  }

  /** Of an entry that does not count, and so is in no fold: its author's order is an order all the same. */
  #isAuthorsWish(segment: Segment, place: Place, id: EntryId): boolean {
    const state = this.#own.charter.charter.state();
    const head = this.#segment(segment)?.document.log.heads.get(place[0]);
    const author = head && identityOf(state, head.device);
    if (author === undefined) return false;
    return this.#book(segment)
      .at(place)
      .some((order) => order.id === id && identityOf(state, order.device) === author);
  }

  /** Of these holes what this device has; not what an order that stands took. */
  #payloadsFor(segment: Segment, holes: readonly Place[]): Payloads['payloads'] {
    const document = this.#segment(segment)?.document;
    const gone = new Set(
      [...this.#finals.keys()].flatMap((id) => {
        const item = this.#own.timeline.fold.item(id);
        return item?.segment === segment ? [`${item.writer}/${item.seq}`] : [];
      }),
    );
    return holes.flatMap(([writer, seq]): Payloads['payloads'][number][] => {
      const bytes = gone.has(`${writer}/${seq}`) ? undefined : document?.entry(writer, seq);
      const payload = bytes && payloadOf(bytes);
      return payload ? [[writer, seq, payload]] : [];
    });
  }

  /** For what falls due later: what moderators deleted, what is to expire, orders left to another device. */
  #wait(): void {
    const { clock } = this.#own.parts;
    const { timeline, keys } = this.#own;
    const now = clock.now();
    const open = [...timeline.fold.doomed()].filter(({ message }) => !message?.husk);
    const others = this.#isModerator() ? LEAVE_TO_AUTHOR_MS : Infinity;
    const deletes = open.flatMap(({ deletes }) =>
      deletes.map(({ identity, hlc }) => hlc.ms + (identity === keys.identity ? LEAVE_TO_OTHERS_MS : others)),
    );
    const times = [...[...this.#finals.values()].map(({ due }) => due), ...timeline.expiring.values(), ...deletes];
    const next = Math.min(...times.filter((at) => at > now));
    this.#stopWaiting();
    if (Number.isFinite(next)) this.#stopWaiting = clock.after(Math.min(DAY_MS, next - now), () => this.#own.due());
  }

  #segment(segment: Segment): OpenSegment | undefined {
    return this.#own.timeline.segment(segment);
  }

  #isHusked({ segment, writer, seq }: Item): boolean {
    return this.#huskedIn(segment).has(`${writer}/${seq}`);
  }

  #huskedIn(segment: Segment): Map<string, { readonly place: Place; readonly id: EntryId }> {
    const known = this.#husked.get(segment);
    if (known) return known;
    const fresh = new Map<string, { readonly place: Place; readonly id: EntryId }>();
    this.#husked.set(segment, fresh);
    return fresh;
  }

  #book(segment: Segment): HuskBook {
    const known = this.#books.get(segment);
    if (known) return known;
    const fresh = new HuskBook();
    this.#books.set(segment, fresh);
    return fresh;
  }

  #key(segment: Segment, rest: string): string {
    return `husks/${documentId(this.#own.charter.room, segment)}/${rest}`;
  }
}

function unearthed({ husk: _void, ...item }: Item): Item {
  return item;
}

function bySegment(
  orders: readonly { readonly segment: Segment; readonly order: HuskOrder }[],
): Map<Segment, HuskOrder[]> {
  const groups = Map.groupBy(orders, ({ segment }) => segment);
  return new Map([...groups].map(([segment, some]) => [segment, some.map(({ order }) => order)]));
}
