/** All a window knows, fed by the engine's notices and the view store. Read-only for the ui. */
import type { RoomId } from '#shared/ids.ts';
import type { Standing } from '#shared/wire/account.ts';
import type { Connection } from '../engine/messages/connection.ts';
import type { LinkProgress, OwnDevice, PairingProgress, RecoveryState } from '../engine/messages/devices.ts';
import type { JoinProgress } from '../engine/messages/invites.ts';
import type { Call, Contact, Present, Self } from '../engine/messages/people.ts';
import type { Notice, ViewReader } from '../engine/messages/port.ts';
import type { Draft, RoomSummary } from '../engine/messages/rooms.ts';
import { Comeback } from './comeback.svelte.ts';
import { Notices } from './notices.svelte.ts';
import { RoomView } from './room.svelte.ts';
import { Toasts } from './toasts.svelte.ts';

export class World {
  readonly #reader: ViewReader;
  self = $state.raw<Self | undefined>();
  rooms = $state.raw<readonly RoomSummary[]>([]);
  contacts = $state.raw<readonly Contact[]>([]);
  /** The recovery code made here; `null` when there is none, undefined while that is not known. */
  recovery = $state.raw<RecoveryState | null | undefined>();
  /** The linking of a device that goes on, seen from here. */
  link = $state.raw<LinkProgress | undefined>();
  pairing = $state.raw<PairingProgress>({ step: 'none' });
  devices = $state.raw<readonly OwnDevice[]>([]);
  calls = $state.raw<readonly Call[]>([]);
  /** Who has which room before them now. */
  present = $state.raw<Readonly<Record<RoomId, readonly Present[]>>>({});
  /** What the browser says; with a network, only the relay may be out of reach. */
  network = $state(true);
  connection = $state.raw<Connection>({ state: 'connecting', since: Date.now(), waiting: 0 });
  /** How this browser stands with the relay's accounts; undefined until the relay said so. */
  standing = $state.raw<Standing | undefined>();
  room = $state.raw<RoomView | undefined>();
  /** How far this device has come by each link it was shown. */
  joins = $state.raw<Readonly<Record<string, JoinProgress>>>({});
  /** ms UTC, kept to the minute, for names of days. */
  now = $state(Date.now());
  readonly toasts = new Toasts();
  readonly notices = new Notices();
  readonly comeback = new Comeback();
  #asked: RoomId | undefined;
  /** Newer than the summaries, which come back a moment later. */
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- read when a room opens, never watched
  readonly #drafts = new Map<RoomId, Draft>();

  constructor(reader: ViewReader) {
    this.#reader = reader;
  }

  /** What is painted before the engine is up. */
  async boot(): Promise<void> {
    const { self, rooms, contacts } = await this.#reader.boot();
    this.self = self;
    this.rooms = rooms;
    this.contacts = contacts;
  }

  summary(room: RoomId | undefined): RoomSummary | undefined {
    return this.rooms.find((each) => each.room === room);
  }

  /** What is known of a person beyond the room: verified, or an account whose keys changed. */
  contact(identity: string | undefined): Contact | undefined {
    return this.contacts.find((each) => each.identity === identity);
  }

  /** ID-4: other keys answer for the account of who is in this conversation of two, and the person has not decided yet. */
  changed(room: RoomId): Contact | undefined {
    const other = this.summary(room)?.other;
    if (other === undefined) return undefined;
    return this.contacts.find(
      ({ identity, replaces }) => replaces !== undefined && (identity === other || replaces === other),
    );
  }

  /** Rooms to list, the one with the newest word first. */
  readonly listed: readonly RoomSummary[] = $derived(
    this.rooms
      .filter((room) => room.left !== true && room.going !== true && !this.#isDouble(room))
      .toSorted((a, b) => (b.last?.at ?? b.createdAt) - (a.last?.at ?? a.createdAt)),
  );

  /** Rooms this person has left or was put out of: what is here of them stays readable. */
  readonly past: readonly RoomSummary[] = $derived(
    this.rooms.filter(({ left, joining, going }) => left === true && !joining && !going),
  );

  /** Two people began with each other at once: nobody is going to come into the room with the higher id. */
  #isDouble({ room, other, members }: RoomSummary): boolean {
    if (other === undefined || members > 1) return false;
    return this.rooms.some((each) => each.other === other && each.room < room && each.left !== true);
  }

  /** Rooms of several, and conversations of two, each in the same order. */
  readonly groups: readonly RoomSummary[] = $derived(this.listed.filter(({ kind }) => kind !== 'direct'));
  readonly people: readonly RoomSummary[] = $derived(this.listed.filter(({ kind }) => kind === 'direct'));

  /** Puts a room on screen once its page is read; the one before stays until then. */
  async show(room: RoomId | undefined): Promise<void> {
    this.#asked = room;
    if (room === this.room?.id) return;
    if (this.room !== undefined) this.#drafts.set(this.room.id, this.room.composer.draft);
    if (room === undefined) return void (this.room = undefined);
    const view = new RoomView(room, this.#reader, this.#drafts.get(room) ?? this.summary(room)?.draft);
    this.#opening = view;
    view.present = this.present[room] ?? [];
    await view.open(this.summary(room));
    if (this.#asked !== room) return;
    view.timeline.offlineSince = this.#offlineSince;
    this.room = view;
  }

  /** Being read: hears the news too, so that none falls between its page and its first sight. */
  #opening: RoomView | undefined;

  stands(standing: Standing): void {
    this.standing = standing;
  }

  /** A link is looked at anew: what came of it before is over. */
  looksAt(link: string): void {
    const { [link]: _before, ...joins } = this.joins;
    this.joins = joins;
  }

  heard(notice: Notice): void {
    if (notice.is === 'self') this.self = notice.self;
    else if (notice.is === 'rooms') this.rooms = notice.rooms;
    else if (notice.is === 'contacts') this.contacts = notice.contacts;
    else if (notice.is === 'recovery') this.recovery = notice.recovery ?? null;
    else if (notice.is === 'link') this.link = notice.link;
    else if (notice.is === 'calls') this.calls = notice.calls;
    else if (notice.is === 'pairing') this.pairing = notice.pairing;
    else if (notice.is === 'devices') this.devices = notice.devices;
    else if (notice.is === 'connection') this.#connected(notice.connection);
    else if (notice.is === 'join') this.joins = { ...this.joins, [notice.progress.link]: notice.progress };
    else if (notice.is === 'trouble') this.toasts.stay(notice.say);
    if (notice.is === 'presence') this.present = { ...this.present, [notice.room]: notice.present };
    this.room?.heard(notice);
    if (this.#opening !== this.room) this.#opening?.heard(notice);
  }

  #connected(connection: Connection): void {
    this.connection = connection;
    this.comeback.heard(connection);
    if (this.room !== undefined) this.room.timeline.offlineSince = this.#offlineSince;
  }

  get #offlineSince(): number | undefined {
    return this.connection.state === 'offline' ? this.connection.since : undefined;
  }

  tick(now: number): void {
    this.now = now;
  }
}
