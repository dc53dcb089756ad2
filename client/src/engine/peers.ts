/**
 * This device's links straight to others: who can be met and in which rooms, as an introducer says; whom to keep a link
 * with; and what is said to all of them. Nobody waits for a peer, and nothing here is an error: the relay serves meanwhile.
 */
import type { DeviceId, EntryId, IdentityId, RoomId, Segment } from '#shared/ids.ts';
import { actingIdentity } from '#shared/charter/state.ts';
import type { StateVector } from '#shared/log/stateVector.ts';
import type { PeerTransport } from '#shared/ports/peerLinks.ts';
import type { IceServer } from '#shared/wire/relayInfo.ts';
import type { Answer, Enter, Frame, Introduce, Live, Mark, Near, Seek } from '#shared/wire/frames.ts';
import { Acquaintances } from './acquaintances.ts';
import type { Door, Host, Meeting, PeersRoom } from './host.ts';
import type { Keys } from './keys.ts';
import type { Direct } from './messages/connection.ts';
import { Nearby, RELAY } from './nearby.ts';
import type { KeptLink, PairingPeers } from './pairing.ts';
import { Listeners } from './listeners.ts';
import type { Source } from './openDocument.ts';
import { PeerDoor } from './peerDoor.ts';
import { PeerLink } from './peerLink.ts';
import type { PeerSession } from './peerSession.ts';
import type { Room } from './room.ts';

/** Links in all: a browser keeps some hundred WebRTC connections, and each costs sockets and a heartbeat. */
const MOST_LINKS = 24;
/** A TURN server's password is good for six hours. */
const ASK_HELP_MS = 60 * 60 * 1000;
/** What is on screen comes first. */
const START_MS = 1_000;

export class Peers implements Meeting, PairingPeers {
  readonly #engine: Host;
  readonly #nearby = new Nearby();
  readonly #sessions = new Map<PeerTransport, PeerSession>();
  readonly #links = new Map<PeerTransport, PeerLink>();
  /** Whom a person paired this device with: their link is kept whatever rooms they share. */
  readonly #kept = new Map<PeerTransport, KeptLink>();
  /** Whose connection goes by a TURN server. */
  readonly #helped = new Set<PeerTransport>();
  readonly #acquaintances = new Acquaintances(this.#sessions);
  readonly #door: PeerDoor;
  readonly #listeners: Listeners;
  #keys: Keys | undefined;
  #own: PeerTransport | undefined;
  #hasStarted = false;
  #starting: Promise<void> | undefined;
  #hasStopped = false;
  #Session: typeof PeerSession | undefined;
  #isOnline = true;
  #stopStart: () => void = () => undefined;
  #stopAsking: () => void = () => undefined;

  constructor(engine: Host) {
    this.#engine = engine;
    this.#door = new PeerDoor(engine, () => [...this.#sessions.values()]);
    this.#listeners = new Listeners(engine.parts.store, engine.parts.clock, {
      isWanted: (room, device) => this.#isWanted(room, device),
      dial: (at) => engine.parts.peers?.dial(at),
    });
  }

  start(keys: Keys): void {
    // Linked to somebody's devices meanwhile: who was proved to be another meets everybody anew.
    if (this.#keys && this.#keys.device !== keys.device)
      for (const link of this.#links.values()) link.drop('another device');
    this.#keys = keys;
  }

  /** The relay is there to introduce: what it said before it was gone says nothing any more. */
  introducible(): void {
    this.#nearby.forgetBy(RELAY);
    for (const link of this.#links.values()) link.retry();
    this.#reach();
    this.#startSoon();
  }

  /** The relay is not there: a friend, or somebody near, may be met without it. */
  unreachable(): void {
    this.#startSoon();
    this.#listeners.look();
  }

  #startSoon(): void {
    if (this.#hasStarted || !this.#engine.parts.peers) return;
    this.#hasStarted = true;
    this.#stopStart = this.#engine.parts.clock.after(START_MS, () => this.#do(this.#start()));
  }

  /** MRK-4: where this device can be dialled. */
  get listensAt(): readonly string[] {
    return this.#own === undefined ? [] : (this.#engine.parts.peers?.listensAt?.() ?? []);
  }

  helpedBy(servers: readonly IceServer[]): void {
    this.#engine.parts.peers?.helpedBy(servers);
  }

  listens(room: RoomId, device: DeviceId, at: readonly string[]): Promise<void> {
    return this.#listeners.hear(room, device, at);
  }

  /** Somebody else of the room would introduce them, and the relay does where it says that they are there. */
  #isWanted(id: RoomId, device: DeviceId): boolean {
    const room = this.#engine.rooms.get(id);
    if (this.#own === undefined || !this.#isOnline || this.areIn(id) || !room?.isOpen) return false;
    const near = this.#nearby.of(device);
    if (near && this.#introducerTo(near.peer)) return false;
    if (device === this.#keys?.device || [...this.#sessions.values()].some((session) => session.device === device))
      return false;
    return actingIdentity(room.charter.charter.state(), device) !== undefined;
  }

  /** A person wants to pair: nothing has to be reached for that. */
  async begin(): Promise<void> {
    if (!this.#engine.parts.peers) return;
    this.#stopStart();
    this.#hasStarted = true;
    await this.#start();
  }

  keep(peer: PeerTransport, link: KeptLink): void {
    this.#kept.set(peer, link);
  }

  bring(peer: PeerTransport, link: string): void {
    this.#sessions.get(peer)?.say({ type: 'bring', link });
  }

  /**
   * The browser's word on the network, said anew when somebody looks at the app again. Without one nobody is looked for, and links
   * that would linger until they time out go at once; with one, who was lost is tried at once, and who is there is asked whether they are.
   */
  network(online: boolean): void {
    this.#isOnline = online;
    if (online) {
      for (const session of this.#sessions.values()) session.probe();
      for (const link of this.#links.values()) link.retry();
      this.#meet();
      this.#listeners.retry();
    } else for (const link of this.#links.values()) link.drop('no network');
  }

  heard(frame: Near | Introduce, by = RELAY): void {
    if (frame.type === 'introduce') {
      if (this.#nearby.at(frame.peer)?.by.has(by)) this.#engine.parts.peers?.introduced(frame.peer, frame.bytes);
      return;
    }
    const near = this.#nearby.hears(frame, by, this.#keys?.device);
    const session = near && this.#sessions.get(near.peer);
    if (frame.room && session?.device === frame.device) this.#do(session.enter(frame.room));
    else if (near) this.#meet();
  }

  /** Who shares which rooms with this device has changed. */
  recount(): void {
    const rooms = new Map<RoomId, PeerSession[]>();
    for (const [peer, session] of this.#sessions) {
      // A link is worth the dial once a room is shared on it.
      if (session.rooms.length > 0) this.#links.get(peer)?.proved();
      if (session.device) for (const room of session.rooms) rooms.set(room, [...(rooms.get(room) ?? []), session]);
    }
    this.#engine.connection.direct(
      new Map([...rooms].map(([room, sessions]) => [room, this.#directOf(room, sessions)])),
    );
    this.#acquaintances.tell();
    for (const [peer, link] of this.#kept) link.shares(this.#sessions.get(peer)?.rooms.length ?? 0);
    this.#listeners.look();
  }

  /** Somebody is helped only where no device of theirs is reached otherwise. */
  #directOf(id: RoomId, sessions: readonly PeerSession[]): Direct {
    const known = this.#engine.rooms.get(id)?.charter.charter.state().devices;
    const people = new Map<IdentityId, boolean>();
    for (const { device, peer } of sessions) {
      const identity = device && known?.get(device)?.identity;
      if (identity && identity !== this.#engine.keys?.identity)
        people.set(identity, (people.get(identity) ?? true) && this.#helped.has(peer));
    }
    const helped = [...people].flatMap(([identity, isHelped]) => (isHelped ? [identity] : []));
    return { devices: sessions.length, people: [...people.keys()], ...(helped.length > 0 ? { helped } : {}) };
  }

  seek(room: RoomId): void {
    for (const session of this.#sessions.values()) {
      session.seek([room]);
      if (session.knows(room)) this.#do(session.enter(room));
    }
  }

  shown(room: RoomId, transcript: Uint8Array): Pick<Enter, 'invite' | 'certificate'> | undefined {
    const { joins, arrivals } = this.#engine;
    const invite = joins.proof(room, transcript);
    const certificate = arrivals.certificateFor(room);
    return invite ? { invite } : certificate && { certificate };
  }

  /** Where the relay is there as well, its word stands. */
  turnedAway(room: RoomId, say: string): void {
    if (this.#engine.relay.isOpen) return;
    this.#engine.joins.refused({ type: 'refuse', code: 'not-member', room, say });
  }

  shares(room: PeersRoom): void {
    this.#door.shares(room);
  }

  answer(answer: Answer): void {
    this.#door.say(answer);
  }

  async answered({ room, outcome }: Answer): Promise<void> {
    if (outcome !== 'admitted') await this.#engine.joins.declined(room, outcome);
  }

  doors(id: RoomId): readonly Door[] {
    const rooms = [...this.#sessions.values()].flatMap((session) => session.room(id) ?? []);
    return rooms.flatMap((room) => {
      const { entry } = room;
      return entry.isAtDoor ? [{ transcript: entry.ends.transcript, say: (frame) => room.say(frame) }] : [];
    });
  }

  isNewestHere(id: RoomId): boolean {
    return [...this.#sessions.values()].some((session) => session.room(id)?.isNewestHere);
  }

  areIn(room: RoomId): boolean {
    return [...this.#sessions.values()].some((session) => session.room(room)?.isEntered);
  }

  /** To everyone in the room but who said it. */
  say(room: RoomId, frame: Frame, but?: PeerSession): void {
    for (const session of this.#sessions.values()) {
      const there = session === but ? undefined : session.room(room);
      if (!there?.isEntered) continue;
      if (frame.type === 'mark') there.marks.tell(frame);
      else there.say(frame);
    }
  }

  grew(room: Room, segment: Segment, from: Source): void {
    for (const session of this.#sessions.values()) session.room(room.id)?.grew(segment, from);
  }

  saved(room: Room, segment: Segment, durable: StateVector): void {
    for (const session of this.#sessions.values()) session.room(room.id)?.saved(room, segment, durable);
  }

  askAnew(room: Room): void {
    for (const session of this.#sessions.values()) session.room(room.id)?.askAnew();
  }

  forked(room: Room): void {
    for (const session of this.#sessions.values()) session.room(room.id)?.tellForks(room);
  }

  async charterGrew(room: Room, has: (head: EntryId) => boolean): Promise<void> {
    for (const session of this.#sessions.values()) await session.room(room.id)?.charterGrew(room, has);
  }

  async stop(): Promise<void> {
    this.#hasStopped = true;
    this.#stopStart();
    this.#stopAsking();
    this.#listeners.stop();
    for (const link of this.#links.values()) await link.stop();
    this.#links.clear();
    for (const session of this.#sessions.values()) session.close();
    this.#sessions.clear();
    if (this.#Session) await this.#engine.parts.peers?.stop();
  }

  #start(): Promise<void> {
    this.#starting ??= this.#load();
    return this.#starting;
  }

  /** What speaks with peers is loaded now: nothing that is on screen first waits for it. */
  async #load(): Promise<void> {
    const { PeerSession } = await import('./peerSession.ts');
    if (this.#hasStopped) return;
    this.#Session = PeerSession;
    this.#engine.parts.peers?.start({
      reachable: (own) => {
        this.#own = own;
        this.#reach();
        this.#do(this.#lookForListeners());
      },
      introduce: (peer, bytes) => this.#introducerTo(peer)?.say({ type: 'introduce', peer, bytes }),
      up: (peer) => this.#linkTo(peer)?.up(),
      down: (peer, reason) => this.#links.get(peer)?.down(reason),
      batch: (peer, bytes) => this.#links.get(peer)?.batch(bytes),
      helped: (peer, isHelped) => {
        if (isHelped) this.#helped.add(peer);
        else this.#helped.delete(peer);
        this.recount();
      },
    });
  }

  /** Whose addresses were kept may have been put out since, as the charters of their rooms say. */
  async #lookForListeners(): Promise<void> {
    await this.#listeners.load();
    for (const id of this.#listeners.rooms) await this.#engine.rooms.get(id)?.open();
    this.#listeners.look();
    if (this.listensAt.length > 0) await this.#sayListening();
  }

  /** MRK-4, in every room: also in those that nobody has opened here. */
  async #sayListening(): Promise<void> {
    for (const room of this.#engine.rooms.values()) {
      await room.open();
      this.#engine.changed(room);
    }
  }

  /** The relay while it is there, else a friend. */
  #introducerTo(peer: PeerTransport): { say(frame: Frame): void } | undefined {
    const by = this.#nearby.at(peer)?.by ?? new Set();
    if (by.has(RELAY) && this.#engine.relay.isOpen) return this.#engine.relay;
    return [...this.#sessions].find(([friend]) => by.has(friend))?.[1];
  }

  /** Asked first, so that it is known what helps when the relay says who is there. */
  #reach(): void {
    if (this.#own === undefined) return;
    this.#askHelp();
    this.#engine.relay.say({ type: 'reach', peer: this.#own });
  }

  #askHelp(): void {
    this.#stopAsking();
    this.#engine.relay.say({ type: 'ice' });
    this.#stopAsking = this.#engine.parts.clock.after(ASK_HELP_MS, () => this.#askHelp());
  }

  /** Turns to whoever a link is wanted with. */
  #meet(): void {
    for (const [peer, link] of this.#links)
      if (!this.#sessions.has(peer) && !this.#nearby.at(peer)) this.#forget(peer, link);
    for (const peer of this.#wanted()) this.#linkTo(peer)?.tryNow();
  }

  #forget(peer: PeerTransport, link: PeerLink): void {
    this.#links.delete(peer);
    this.#do(link.stop());
  }

  #linkTo(peer: PeerTransport): PeerLink | undefined {
    const known = this.#links.get(peer);
    const { peers, clock, random } = this.#engine.parts;
    const own = this.#own;
    if (known || !peers || own === undefined) return known;
    const link = new PeerLink({ peer, own, links: peers, clock, random, mayDial: () => this.#mayDial(peer) });
    this.#links.set(peer, link);
    link.start({
      up: () => this.#up(peer, link),
      down: () => this.#down(peer),
      batch: (bytes) => this.#sessions.get(peer)?.take(bytes),
    });
    return link;
  }

  /** Of two, the one with the lower id dials: both at once would meet twice. */
  #mayDial(peer: PeerTransport): boolean {
    const own = this.#own;
    if (own === undefined || own >= peer || !this.#isOnline || this.#sessions.size >= MOST_LINKS) return false;
    return this.#introducerTo(peer) !== undefined && this.#wanted().has(peer);
  }

  #wanted(): Set<PeerTransport> {
    return this.#nearby.wanted(this.#keys?.device);
  }

  #up(peer: PeerTransport, link: PeerLink): void {
    const own = this.#own;
    const Session = this.#Session;
    if (!this.#keys || own === undefined || !Session) return;
    this.#sessions.get(peer)?.close();
    if (!this.#isOnline) return link.drop('no network');
    if (this.#sessions.size >= 2 * MOST_LINKS) return link.drop('too many links');
    const session: PeerSession = new Session(this.#engine, this.#keys, {
      peer,
      own,
      send: (batch) => link.send(batch),
      end: (reason) => link.drop(reason),
      isKept: () => this.#kept.has(peer),
      opened: (device) => this.#opened(session, device),
      frame: (frame, from) => this.#frame(frame, from),
    });
    this.#sessions.set(peer, session);
  }

  #opened(session: PeerSession, device: DeviceId): void {
    for (const room of this.#nearby.of(device)?.rooms ?? []) this.#do(session.enter(room));
    this.#kept.get(session.peer)?.opened(device);
    this.#listeners.met(device);
    session.seek([...this.#engine.rooms.keys()]);
  }

  #down(peer: PeerTransport): void {
    const { device } = this.#sessions.get(peer) ?? {};
    this.#sessions.get(peer)?.close();
    this.#sessions.delete(peer);
    this.#kept.get(peer)?.closed();
    this.#kept.delete(peer);
    this.#nearby.forgetBy(peer);
    this.#acquaintances.gone(peer, device);
    this.recount();
    const link = this.#links.get(peer);
    if (link && !this.#nearby.at(peer)) this.#forget(peer, link);
  }

  async #frame(frame: Frame, from: PeerSession): Promise<void> {
    // Others' frames a peer has no business sending are passed over.
    if (frame.type === 'mark') await this.#mark(frame, from);
    else if (frame.type === 'live') this.#live(frame, from);
    else if (frame.type === 'near') this.#friend(frame, from);
    else if (frame.type === 'introduce') this.#pass(frame, from);
    else if (frame.type === 'bring') this.#kept.get(from.peer)?.brought(frame.link);
    else if (frame.type === 'seek') await this.#sought(frame, from);
    else if (frame.type === 'ask') await this.#door.ask(frame, from);
    else if (frame.type === 'asked') await this.#door.asked(frame, from);
    else if (frame.type === 'answer') await this.#door.answer(frame, from);
  }

  async #sought(seek: Seek, from: PeerSession): Promise<void> {
    from.sought(seek);
    for (const room of this.#engine.rooms.keys()) if (from.knows(room)) await from.enter(room);
  }

  /** A friend tells of another, who is to be in a room of theirs by the charter here. */
  #friend(near: Near, from: PeerSession): void {
    const room = near.room && from.room(near.room)?.isEntered ? this.#engine.rooms.get(near.room) : undefined;
    const isIn = room?.isOpen === true && actingIdentity(room.charter.charter.state(), near.device) !== undefined;
    if (near.peer === undefined || isIn) this.heard(near, from.peer);
  }

  /** Words for a neighbour are passed on to those who were told of each other; others are for this device. */
  #pass(words: Introduce, from: PeerSession): void {
    if (!this.#acquaintances.pass(words, from)) this.heard(words, from.peer);
  }

  /** What is news here is news to others. */
  async #mark(mark: Mark, from: PeerSession): Promise<void> {
    const room = from.room(mark.room);
    if (!room?.isEntered) return;
    const isNews = await this.#engine.hearMark(mark);
    if (this.#engine.rooms.get(mark.room)?.knows(mark.device)) room.marks.heard(mark);
    if (isNews) this.say(mark.room, mark, from);
  }

  #live(live: Live, from: PeerSession): void {
    if (!from.room(live.room)?.isEntered || !from.allowances.mayLiven()) return;
    if (this.#engine.hearLive(live)) this.say(live.room, live, from);
  }

  #do(work: Promise<unknown>): void {
    work.catch((error: unknown) => this.#engine.trouble(error));
  }
}
