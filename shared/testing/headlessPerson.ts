/** Somebody with a headless device: what people do, for stories told against a real relay. Every wait is for a notice. */
import type { EntryId, RoomId } from '#shared/ids.ts';
import type { Clock } from '#shared/ports/clock.ts';
import { afterPrefix } from '#shared/ports/deviceStore.ts';
import type { PeerLinks } from '#shared/ports/peerLinks.ts';
import { memoryStore } from '../../client/src/adapters/memoryStore.ts';
import { systemClock } from '../../client/src/adapters/systemClock.ts';
import type { Command } from '../../client/src/engine/messages/command.ts';
import type { JoinProgress } from '../../client/src/engine/messages/invites.ts';
import type { RoomDetails } from '../../client/src/engine/messages/rooms.ts';
import type { MessageRow, Receipts, Row } from '../../client/src/engine/messages/rows.ts';
import { HeadlessDevice, HeadlessMemory } from '../../client/src/headless.ts';

type Inviting = Partial<Pick<Extract<Command, { do: 'invite.create' }>, 'uses' | 'days' | 'open'>>;

export class HeadlessPerson {
  readonly name: string;
  readonly #relay: string;
  readonly #clock: Clock;
  readonly #peers: (() => PeerLinks) | undefined;
  #device: HeadlessDevice;

  /**
   * `clock`: for who says things at other times; `memory`: of a profile that is there already; `peers`: makes links straight
   * to others, anew each time they open.
   */
  constructor(
    name: string,
    relay: string,
    clock = systemClock,
    memory = new HeadlessMemory(),
    peers?: () => PeerLinks,
  ) {
    this.name = name;
    this.#relay = relay;
    this.#clock = clock;
    this.#peers = peers;
    this.#device = this.#made(memory);
  }

  #made(memory: HeadlessMemory): HeadlessDevice {
    const peers = this.#peers?.();
    return new HeadlessDevice({ relay: this.#relay, clock: this.#clock, memory, ...(peers ? { peers } : {}) });
  }

  get device(): HeadlessDevice {
    return this.#device;
  }

  /** Opens the app: the first time as somebody new, later with what the device kept. */
  async opens(): Promise<this> {
    await this.#device.start();
    if (!this.#device.engine.self) await this.#device.do({ do: 'start', name: this.name });
    return this;
  }

  async closes(): Promise<void> {
    const { memory } = this.#device;
    await this.#device.stop();
    this.#device = this.#made(memory);
  }

  async startsRoom(name = 'Vineyard'): Promise<RoomId> {
    const { room } = await this.#device.do({ do: 'room.create', name });
    if (!room) throw new TypeError('a room that was made has an id');
    return room;
  }

  async invites(room: RoomId, { uses = 'any', days = 7, open = false }: Inviting = {}): Promise<string> {
    const { link } = await this.#device.do({ do: 'invite.create', room, uses, days, open });
    if (!link) throw new TypeError('an invite has a link');
    return link;
  }

  /** Looks at where a link leads, and goes no further. */
  looks(link: string, step: JoinProgress['step']): Promise<JoinProgress> {
    return this.hears(
      link,
      () => this.#device.do({ do: 'join.look', link }),
      (progress) => progress.step === step,
    );
  }

  /** Asks to come in; resolves with where that has led once it is `step`. */
  asks(link: string, step: JoinProgress['step']): Promise<JoinProgress> {
    return this.hears(
      link,
      () => this.joinsLater(link),
      (progress) => progress.step === step,
    );
  }

  /** Asks to come in, and does not wait for it. */
  async joinsLater(link: string): Promise<void> {
    await this.#device.do({ do: 'join.ask', link, name: this.name });
  }

  /** What is said of a link, once it fits, from when this is begun. */
  async hears(
    link: string,
    begin: () => Promise<unknown>,
    fits: (progress: JoinProgress) => boolean,
  ): Promise<JoinProgress> {
    const there = this.#device.heard(
      (notice) => notice.is === 'join' && notice.progress.link === link && fits(notice.progress),
    );
    await begin();
    const notice = await there;
    if (notice.is !== 'join') throw new TypeError('a join was waited for');
    return notice.progress;
  }

  async joins(link: string): Promise<void> {
    await this.asks(link, 'done');
  }

  /** Everything they wrote is durable on the relay, and of the room it has all. */
  async isKept(room: RoomId): Promise<void> {
    await this.until(async () => {
      const kept = (await this.details(room))?.kept.relay.state === 'all';
      return kept && this.#device.engine.outbox.unacknowledged === 0;
    });
  }

  isIn(room: RoomId): boolean {
    return this.#device.engine.view.summary(room) !== undefined && !this.#device.engine.joins.isJoining(room);
  }

  async says(room: RoomId, text: string, reply?: EntryId): Promise<EntryId> {
    const { entry } = await this.#device.do({ do: 'send', room, text, ...(reply ? { reply } : {}) });
    if (!entry) throw new TypeError('a message that was sent is an entry');
    return entry;
  }

  /** Tries the relay at once, as somebody does who is told that it is back. */
  async triesAgain(): Promise<void> {
    await this.#device.do({ do: 'relay.try' });
  }

  /** What a window would show of the room, first to last. */
  async rows(room: RoomId): Promise<Row[]> {
    const prefix = `${room}/`;
    const rows = await memoryStore(this.#device.memory.disk).range('rows', { from: prefix, to: afterPrefix(prefix) });
    return rows.map(({ value }) => value as Row);
  }

  async messages(room: RoomId): Promise<MessageRow[]> {
    return (await this.rows(room)).filter((row) => row.kind === 'message');
  }

  /** `name: text` of each message, in order. */
  async reads(room: RoomId): Promise<string[]> {
    return (await this.messages(room)).map(({ name, text }) => `${name}: ${text}`);
  }

  /** Looks at once and after each notice; resolves as soon as it holds. */
  until(holds: () => Promise<boolean> | boolean): Promise<void> {
    return this.#device.until(holds);
  }

  async sees(room: RoomId, ...texts: readonly string[]): Promise<void> {
    await this.until(async () => {
      const shown = new Set((await this.messages(room)).map(({ text }) => text));
      return texts.every((text) => shown.has(text));
    });
  }

  /** The message as it is shown, once `fits` holds of it. */
  async seesMessage(room: RoomId, id: EntryId, fits: (message: MessageRow) => boolean): Promise<MessageRow> {
    let found: MessageRow | undefined;
    await this.until(async () => {
      found = (await this.messages(room)).find((message) => message.id === id && fits(message));
      return found !== undefined;
    });
    if (!found) throw new TypeError('it was waited for');
    return found;
  }

  /** The newest message is on their screen. */
  async looksAt(room: RoomId): Promise<void> {
    const newest = (await this.rows(room)).at(-1);
    if (newest) await this.#device.do({ do: 'read', room, upTo: newest.order });
  }

  async receipts(room: RoomId): Promise<Receipts | undefined> {
    return (await memoryStore(this.#device.memory.disk).get('receipts', room)) as Receipts | undefined;
  }

  /** What is told of where copies of an own message are (MRK-2). */
  async copiesOf(
    room: RoomId,
    { slot, order }: MessageRow,
  ): Promise<{ relay: boolean; members: number; readers: number; others: number; off: boolean }> {
    const receipts = await this.receipts(room);
    const counts = receipts?.counts[`${slot.segment}/${slot.writer}`];
    const members = Object.values(counts?.members ?? {}).filter((count) => count > slot.seq).length;
    const readers = Object.values(counts?.read ?? {}).filter((reads) =>
      reads.some(({ count, upTo }) => count > slot.seq && upTo >= order),
    ).length;
    return {
      relay: (counts?.relay ?? 0) > slot.seq,
      members,
      readers,
      others: receipts?.others ?? 0,
      off: receipts?.off ?? false,
    };
  }

  async details(room: RoomId): Promise<RoomDetails | undefined> {
    return (await memoryStore(this.#device.memory.disk).get('details', room)) as RoomDetails | undefined;
  }
}
