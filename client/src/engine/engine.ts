/**
 * The engine: everything a device does, behind commands and notices. It runs in a Worker of the leading tab, or headless in
 * Node; it knows ports, not browsers. Rooms are opened on demand; the store holds what windows paint from.
 */
import { cryptoReady } from '#shared/crypto/ready.ts';
import { GrapevineError, type Fault } from '#shared/errors.ts';
import { roomOf, segmentOf, type DocumentId, type RoomId } from '#shared/ids.ts';
import type { Change } from '#shared/ports/deviceStore.ts';
import type { Frame, Live, Mark } from '#shared/wire/frames.ts';
import { LeaseLost, StorageFull } from '#shared/ports/storageErrors.ts';
import { Admissions } from './admissions.ts';
import { run } from './commands/run.ts';
import { Confirmations } from './confirmations.ts';
import { ConnectionState } from './connectionState.ts';
import { Calls } from './calls.ts';
import { Attendance } from './attendance.ts';
import { Arrivals } from './arrivals.ts';
import { ContactBook } from './contacts.ts';
import { Devices } from './devices.ts';
import { DoneCommands, type MarkDone } from './doneCommands.ts';
import { Finding } from './finding.ts';
import { Forgetting } from './forgetting.ts';
import { HeldDeletes } from './heldDeletes.ts';
import type { Host } from './host.ts';
import { Joins } from './joins.ts';
import { Leaves } from './leaves.ts';
import { Links } from './links.ts';
import { loadKeys, makeKeys, type Keys } from './keys.ts';
import { Markers } from './markers.ts';
import type { Answer } from './messages/answer.ts';
import type { Command, CommandId } from './messages/command.ts';
import type { Hides, Self } from './messages/people.ts';
import type { Notice } from './messages/port.ts';
import { Mutex } from './mutex.ts';
import { OpenRooms } from './openRooms.ts';
import { Outbox } from './outbox.ts';
import { ownKeepsakes } from './ownKeepsakes.ts';
import type { Pairing } from './pairing.ts';
import type { Parts } from './parts.ts';
import { Peers } from './peers.ts';
import { Publisher } from './publisher.ts';
import { Recent } from './recent.ts';
import { Recovery } from './recovery.ts';
import { Relay } from './relay.ts';
import { RelayDesk } from './relayDesk.ts';
import { Returns } from './returns.ts';
import { Revocations } from './revocations.ts';
import { Room } from './room.ts';
import type { RoomParts } from './roomParts.ts';
import { RoomUse } from './roomUse.ts';
import { SelfRoom } from './selfRoom.ts';
import { ViewStore } from './viewStore.ts';
import { wayOut } from './ways.ts';

const REFUSED_KEPT = 100;
/** A room that is not here, or in which this device has no say any more. */
const OUT: ReadonlySet<string> = new Set(['unknown-room', 'not-member']);

export class Engine implements Host {
  readonly parts: Parts;
  readonly view: ViewStore;
  readonly outbox: Outbox;
  readonly relay: Relay;
  readonly connection: ConnectionState;
  readonly held: HeldDeletes;
  readonly done: DoneCommands;
  readonly joins: Joins;
  readonly leaves: Leaves;
  readonly admissions: Admissions;
  readonly contacts: ContactBook;
  readonly recovery: Recovery;
  readonly arrivals: Arrivals;
  readonly links: Links;
  readonly peers: Peers;
  readonly attendance: Attendance;
  readonly calls: Calls;
  readonly finding: Finding;
  readonly forgetting: Forgetting;
  readonly confirmations: Confirmations;
  readonly devices: Devices;
  readonly revocations: Revocations;
  readonly selfRoom: SelfRoom;
  /** What the guard refused, newest last: nothing a person could act on, much for whoever debugs or tests. */
  readonly refused = new Recent<Fault>(REFUSED_KEPT);
  readonly open = new OpenRooms();
  readonly #heard = new Set<(notice: Notice) => void>();
  readonly #rooms = new Map<RoomId, Room>();
  #pairing: Pairing | undefined;
  readonly #adding = new Map<RoomId, Promise<Room>>();
  readonly #closing = new Map<RoomId, Promise<void>>();
  readonly #use = new RoomUse();
  readonly #publisher: Publisher;
  readonly #keysTurn = new Mutex();
  #started: Promise<void> | undefined;
  #keys: Keys | undefined;
  #markers: Markers | undefined;
  #self: Self | undefined;

  constructor(parts: Parts) {
    this.parts = parts;
    const tell = (notice: Notice): void => this.tell(notice);
    this.view = new ViewStore(parts.store, tell);
    this.outbox = new Outbox(parts.store);
    this.connection = new ConnectionState(parts.clock, (connection) => tell({ is: 'connection', connection }));
    this.joins = new Joins(this);
    this.admissions = new Admissions(this);
    this.contacts = new ContactBook(parts.store, tell);
    this.finding = new Finding(this, this.contacts);
    this.recovery = new Recovery(this, this.contacts);
    this.arrivals = new Arrivals(this);
    this.links = new Links(this);
    this.peers = new Peers(this);
    this.attendance = new Attendance(this, (room, frame) => this.#say(room, frame));
    this.calls = new Calls(this);
    this.confirmations = new Confirmations(this);
    this.devices = new Devices(this);
    this.revocations = new Revocations(this, () => this.#lock());
    this.selfRoom = new SelfRoom(this, ownKeepsakes(this, this.contacts));
    const desk = new RelayDesk(this, this.joins, this.admissions);
    this.relay = new Relay(parts.link, parts.clock, parts.random, desk);
    this.done = new DoneCommands(parts.store, parts.clock);
    this.held = new HeldDeletes(parts.store, parts.clock, (room, target, also) => this.#delete(room, target, also));
    this.leaves = new Leaves(this, this.held);
    this.forgetting = new Forgetting(this, this.leaves, this.calls);
    this.#publisher = new Publisher(
      this,
      this.joins,
      this.leaves,
      this.admissions,
      this.arrivals,
      this.recovery,
      this.devices,
      this.calls,
      this.revocations,
      this.forgetting,
      new Returns(this),
    );
  }

  /** Claims the store, takes up what an earlier run left, and turns to the relay if there is anybody to be. */
  start(): Promise<void> {
    this.#started ??= this.#start();
    return this.#started;
  }

  async #start(): Promise<void> {
    await cryptoReady();
    await this.parts.store.claim();
    await this.#load();
  }

  /** Writes what makes this device somebody's, and takes it up as if it had been there at the start. */
  async become(changes: readonly Change[]): Promise<void> {
    await this.parts.store.write(changes);
    await this.#load();
  }

  async #load(): Promise<void> {
    this.#keys = await loadKeys(this.parts.store);
    this.#self = (await this.parts.store.get('rooms', 'self')) as Self | undefined;
    await this.forgetting.load();
    const summaries = await this.view.load();
    this.tell({ is: 'self', self: this.#self });
    this.tell({ is: 'rooms', rooms: summaries });
    this.tell({ is: 'connection', connection: this.connection.current });
    await this.contacts.load();
    await this.calls.load();
    await this.confirmations.load();
    await this.arrivals.load();
    await this.recovery.load();
    await this.devices.load();
    await this.revocations.load();
    if (!this.#keys || this.#self?.revoked) return;
    await this.done.prune();
    await this.#takeUp(this.#keys);
  }

  /** Its person gave this device up: nothing more is shown, and nothing goes out or comes in. */
  async #lock(): Promise<void> {
    if (!this.#self || this.#self.revoked) return;
    this.#self = { ...this.#self, revoked: true };
    await this.view.self(this.#self);
    await this.stop();
    await this.outbox.empty();
  }

  /** Resolves when the command is durable; the same id again gives the same answer. */
  async handle(id: CommandId, command: Command): Promise<Answer> {
    await this.start();
    if (this.#self?.revoked)
      return { ok: false, code: 'revoked', say: 'This device was given up by its person and does nothing more.' };
    return this.done.once(id, (mark) => this.#run(command, mark));
  }

  onNotice(heard: (notice: Notice) => void): () => void {
    this.#heard.add(heard);
    return () => this.#heard.delete(heard);
  }

  async stop(): Promise<void> {
    await this.relay.stop();
    await this.peers.stop();
    this.attendance.stop();
    this.held.stop();
    this.forgetting.stop();
    this.admissions.stop();
    this.recovery.stop();
    this.links.stop();
    this.#publisher.stop();
    this.selfRoom.stop();
    for (const room of this.#rooms.values()) await room.close();
  }

  tell(notice: Notice): void {
    for (const heard of this.#heard) heard(notice);
  }

  get self(): Self | undefined {
    return this.#self;
  }

  get keys(): Keys | undefined {
    return this.#keys;
  }

  get markers(): Markers | undefined {
    return this.#markers;
  }

  get rooms(): ReadonlyMap<RoomId, Room> {
    return this.#rooms;
  }

  /** Names the person; makes the keys first where there are none. */
  async introduce(name: string): Promise<void> {
    const keys = await this.needKeys();
    this.#self = { ...this.#self, identity: keys.identity, device: keys.device, name };
    await this.view.self(this.#self);
  }

  /** What is told of the person from now on. */
  async hide(hides: Hides): Promise<void> {
    if (!this.#self) return;
    this.#self = { ...this.#self, hides: { ...this.#self.hides, ...hides } };
    await this.view.self(this.#self);
    for (const room of this.#rooms.values()) if (room.isOpen) this.attendance.attend(room, 'away');
  }

  /** This device's keys, made now if this is the first time anything needs them. */
  needKeys(): Promise<Keys> {
    return this.#keysTurn.run(async () => {
      if (this.#keys) return this.#keys;
      this.#keys = await makeKeys(this.parts.store, this.parts.random, this.parts.clock.now());
      this.#begin(this.#keys);
      await this.devices.load();
      return this.#keys;
    });
  }

  /** A room this device has, or is joining. */
  room(id: RoomId): Room {
    const room = this.#rooms.get(id);
    if (!room) throw new GrapevineError('unknown-room', 'This room is not on this device. Open its invite link again.');
    return room;
  }

  /** Makes a room known to the engine, its index read and nothing opened. However many ask at a time, they get one room. */
  async addRoom(id: RoomId): Promise<Room> {
    const known = this.#rooms.get(id);
    if (known) return known;
    const adding = this.#adding.get(id) ?? this.#addRoom(id).finally(() => this.#adding.delete(id));
    this.#adding.set(id, adding);
    return adding;
  }

  async #addRoom(id: RoomId): Promise<Room> {
    await this.#closing.get(id);
    const room = new Room(id, await this.#roomParts(), this.view.summary(id)?.readUpTo);
    await room.index.load();
    await room.forks.load();
    this.#rooms.set(id, room);
    this.peers.seek(id);
    return room;
  }

  /** Two who meet by codes: loaded when somebody does. */
  async pairing(): Promise<Pairing> {
    const { Pairing } = await import('./pairing.ts');
    this.#pairing ??= new Pairing(this, this.peers);
    return this.#pairing;
  }

  /** Turns to a room on the relay: says what is here of it (SYN-2). */
  enter(room: Room): void {
    if (this.relay.isOpen) room.link.enter(this.arrivals.certificateFor(room.id));
  }

  /** Lets go of a room that was only looked at. */
  async removeRoom(id: RoomId): Promise<void> {
    const room = this.#rooms.get(id);
    if (!room || this.view.summary(id)) return;
    this.#rooms.delete(id);
    this.relay.say({ type: 'leave', room: id });
    await this.#close(room);
  }

  letGo(id: RoomId, work: () => Promise<void>): Promise<void> {
    return this.#publisher.without(id, async () => {
      const room = this.#rooms.get(id);
      this.#rooms.delete(id);
      this.open.hide(id);
      if (room) {
        this.relay.say({ type: 'leave', room: id });
        await this.#close(room);
      }
      await work();
      this.outbox.forget(id);
      this.view.forget(id);
      this.connection.waiting(this.outbox.unacknowledgedBeside(this.selfRoom.id));
    });
  }

  /** Are both sides even in every room? Then the connection is up, not just there. */
  checkCaughtUp(): void {
    if (!this.relay.isOpen) return;
    const known = this.view.summaries.flatMap(({ room }) => this.#rooms.get(room) ?? []);
    if (known.every((room) => room.link.isSynced)) this.connection.caughtUp();
  }

  changed(room: Room): void {
    if (this.#rooms.get(room.id) !== room) return;
    this.open.use(room.id);
    this.#publisher.changed(room);
  }

  async hearMark(mark: Mark): Promise<boolean> {
    const room = this.#rooms.get(mark.room);
    if (!room || !this.#markers) return false;
    await room.open();
    const isNews = await this.#markers.hear(room, mark);
    if (isNews) this.changed(room);
    return isNews;
  }

  hearLive(live: Live): boolean {
    return this.attendance.hear(live);
  }

  /** Closes what has been open long enough; everything of it is durable, and it opens again when it is needed. */
  async closeSurplus(): Promise<void> {
    const isSettled = (id: RoomId): boolean => {
      const room = this.#rooms.get(id);
      return (
        room?.isOpen === true &&
        !this.selfRoom.is(id) &&
        room.link.isSynced &&
        !room.isLeaving &&
        !this.outbox.holds(id) &&
        !this.joins.isJoining(id)
      );
    };
    for (const id of this.open.surplus(isSettled)) await this.#use.closing(id, () => this.#reset(id));
  }

  documentRoom(document: DocumentId): Room | undefined {
    return this.#rooms.get(roomOf(document));
  }

  /** What went wrong, in words; a robbed lease ends this engine's writing for good. */
  trouble(error: unknown): void {
    // What was under way when its person gave this device up ends in the middle.
    if (this.#self?.revoked) return;
    const known = error instanceof GrapevineError ? error : undefined;
    if (known instanceof LeaseLost) {
      void this.relay.stop();
      void this.peers.stop();
    }
    const say = known?.message ?? `Something went wrong on this device: ${String(error)}`;
    this.tell({ is: 'trouble', code: known?.code ?? 'engine-fault', say });
  }

  async #run(command: Command, mark: MarkDone): Promise<Answer> {
    try {
      const work = (): Promise<Answer> => run(this, command, mark);
      return await ('room' in command ? this.#use.during(command.room, work) : work());
    } catch (error) {
      if (error instanceof LeaseLost) throw error;
      if (error instanceof StorageFull) this.trouble(error);
      if (error instanceof GrapevineError) return { ok: false, code: error.code, say: error.message };
      throw error;
    }
  }

  async #takeUp(keys: Keys): Promise<void> {
    const unfinished = await this.outbox.load();
    // A room that was left is turned to until what was written in it is out.
    const isUnfinished = (id: RoomId): boolean => [...unfinished].some((document) => roomOf(document) === id);
    for (const { room, left } of this.view.summaries) if (!left || isUnfinished(room)) await this.addRoom(room);
    this.#begin(keys);
    await this.selfRoom.resume();
    for (const document of unfinished) await this.#rooms.get(roomOf(document))?.openSegment(segmentOf(document));
    this.connection.waiting(this.outbox.unacknowledgedBeside(this.selfRoom.id));
    await this.held.load();
    await this.joins.resume();
    await this.leaves.resume();
    await this.forgetting.resume();
  }

  #begin(keys: Keys): void {
    this.#markers = new Markers(this.parts.store, this.parts.random, keys, {
      isHeard: ({ id, link }) => link.isEntered || this.peers.areIn(id),
      say: (room, mark) => this.#say(room, mark),
      isSilent: () => this.#self?.hides?.receipts === true,
      listensAt: () => this.peers.listensAt,
      listens: (room, device, at) => this.peers.listens(room.id, device, at),
    });
    this.peers.start(keys);
    this.relay.start(keys);
  }

  /** To whoever of the room can be reached, by every way there is. */
  #say({ id, link }: Room, frame: Frame): void {
    if (link.isEntered) this.relay.say(frame);
    this.peers.say(id, frame);
  }

  async #roomParts(): Promise<RoomParts<Room>> {
    const keys = this.#keys ?? (await this.needKeys());
    const { parts, outbox, relay, view } = this;
    return {
      parts,
      keys,
      outbox,
      relay,
      view,
      deleting: (id) => this.held.until(id),
      wayOut: (id) => wayOut(this.connection, id),
      isJoining: (id) => this.joins.isJoining(id),
      isNewestHere: (id) => this.peers.isNewestHere(id),
      name: () => this.#self?.name ?? '',
      charterGrew: (room, has) => this.peers.charterGrew(room, has),
      events: {
        changed: (room) => this.changed(room),
        grew: (room, segment, from) => this.peers.grew(room, segment, from),
        saved: (room, segment, durable) => this.peers.saved(room, segment, durable),
        countsMore: (room) => this.peers.askAnew(room),
        forked: (room) => this.peers.forked(room),
        came: (count) => this.connection.weave(0, count),
        went: (count) => this.connection.weave(count, 0),
        refused: (fault) => this.refused.push(fault),
        failed: (error) => this.trouble(error),
      },
    };
  }

  /** Whoever wants the room meanwhile waits: its documents are open once at a time. */
  #close(room: Room): Promise<void> {
    this.attendance.forget(room.id);
    const closing = room.turn(() => room.close()).finally(() => this.#closing.delete(room.id));
    this.#closing.set(room.id, closing);
    return closing;
  }

  /** The room as if it had not been opened yet. */
  async #reset(id: RoomId): Promise<void> {
    const room = this.#rooms.get(id);
    if (!room) return;
    this.#rooms.delete(id);
    await this.#close(room);
    this.enter(await this.addRoom(id));
  }

  async #delete(id: RoomId, target: Parameters<HeldDeletes['undo']>[0], also: Change): Promise<void> {
    try {
      await this.#use.during(id, () => this.room(id).write({ t: 'delete', target }, () => [also]));
    } catch (error) {
      // Whoever is out by now takes nothing back.
      if (!(error instanceof GrapevineError) || !OUT.has(error.code)) return this.trouble(error);
      await this.parts.store.write([also]);
      this.#rooms.get(id)?.view.touch(target);
    }
  }
}
