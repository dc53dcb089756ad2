/**
 * One peer link: proves both devices (SYN-3), then carries every room they share (SYN-1). Frames are taken one after the
 * other; a pong says that everything before its ping was seen to, so that neither side is ever sent more than it can hold.
 */
import type { DeviceId, DocumentId, RoomId, Segment } from '#shared/ids.ts';
import { toText } from '#shared/bytes.ts';
import { documentId, roomOf, segmentOf } from '#shared/ids.ts';
import { Quarantine } from '#shared/log/quarantine.ts';
import type { PeerTransport } from '#shared/ports/peerLinks.ts';
import { Allowance } from '#shared/sync/allowance.ts';
import { roomProof } from '#shared/sync/roomProof.ts';
import { generate, queue, receive, startSession, type Session } from '#shared/sync/session.ts';
import { readBatch } from '#shared/wire/batch.ts';
import type { Frame, Seek } from '#shared/wire/frames.ts';
import { MAX_SOUGHT } from '#shared/wire/frameSchemas.ts';
import type { Host } from './host.ts';
import type { Keys } from './keys.ts';
import { PeerRoom } from './peerRoom.ts';

export interface PeerRoad {
  readonly peer: PeerTransport;
  readonly own: PeerTransport;
  send(batch: Uint8Array): void;
  /** Wanted whether or not a room is shared: a person paired with it. */
  isKept(): boolean;
  /** Ends the link: the peer broke the rules, or is gone. */
  end(reason: string): void;
  opened(device: DeviceId): void;
  /** What is not about documents of a room: markers, introductions. */
  frame(frame: Frame, session: PeerSession): Promise<void> | void;
}

/** SYN-5: bytes on their way that the peer has not said it saw to. */
const MOST_AWAY = 4 * 1024 * 1024;
/** Batches that came and wait here: what a peer that keeps to the above can have sent. */
const MOST_CAME = 8 * 1024 * 1024;
const MOST_FRAMES = 20_000;
/** Frames that may wait to be sent before the peer's next is looked at. */
const MOST_SAID = 64;
/** As on a relay's links: what a burst may have, and what may go on and on. */
const BURST = 4_000;
const FRAMES_A_SECOND = 1_000;
const SLOWED_MS = 20;
const PING_EVERY_BYTES = 1024 * 1024;
/** A batch is looked at when all of it is there: a small one is, while the next is on its way. */
const GOOD_BATCH = 128 * 1024;
const HEARTBEAT_MS = 15_000;
/** No answer for this long: the peer is gone, whatever its connection says. */
const SILENCE_MS = 30_000;
/** The same where there is reason to think so: the machine slept, the network changed, a person is looking again. */
const WOKEN_MS = 5_000;
const ASLEEP_MS = 10_000;
/** A peer that has not proved itself by then, or shares no room. */
const PROVE_MS = 15_000;
const NONCE_BYTES = 32;
/** SYN-4: how many rooms somebody is in is told in steps. */
const SOUGHT_AT_A_TIME = 8;
const MOST_SOUGHT = 4 * MAX_SOUGHT;
/** As a relay has it. */
const MOST_WORDS = 1024 * 1024;
const STRETCH_MS = 60_000;
/** MRK-3: its own person's, and those of a room of fifty it hands on. */
const LIVE_BURST = 100;
const LIVE_A_SECOND = 30;

export class PeerSession {
  readonly #engine: Host;
  readonly #road: PeerRoad;
  readonly #quarantine = new Quarantine();
  readonly #rooms = new Map<RoomId, PeerRoom>();
  readonly #numbers: DocumentId[] = [];
  readonly #livens = new Allowance(LIVE_BURST, LIVE_A_SECOND);
  readonly #own: DeviceId;
  /** SYN-4: rooms the peer said it knows, as proofs. */
  readonly #sought = new Set<string>();
  #session: Session;
  #device: DeviceId | undefined;
  #turn: Promise<void> = Promise.resolve();
  #came = 0;
  #frames = 0;
  #sent = 0;
  #seen = 0;
  #pinged: number | undefined;
  #allowance = BURST;
  #since = 0;
  #drained: () => void = () => undefined;
  #words = 0;
  #wordsSince = 0;
  #isFlushing = false;
  #isOver = false;
  #stopTimer: () => void;
  #stopHeartbeat: () => void = () => undefined;

  constructor(engine: Host, keys: Keys, road: PeerRoad) {
    this.#engine = engine;
    this.#road = road;
    this.#own = keys.device;
    this.#session = startSession({
      is: 'peer',
      nonce: engine.parts.random.bytes(NONCE_BYTES),
      transport: road.own,
      theirTransport: road.peer,
      device: keys.device,
      secretKey: keys.signSecret,
    });
    this.#stopTimer = engine.parts.clock.after(PROVE_MS, () => this.#end('no proof came'));
    this.#flush();
  }

  get peer(): PeerTransport {
    return this.#road.peer;
  }

  /** SYN-7: so many bytes of words to others, within what one link may have passed on. */
  mayPass(bytes: number): boolean {
    const now = this.#engine.parts.clock.now();
    if (now - this.#wordsSince > STRETCH_MS) {
      this.#wordsSince = now;
      this.#words = 0;
    }
    this.#words += bytes;
    return this.#words <= MOST_WORDS;
  }

  /** MRK-3: one more word of who is where; what is too much is dropped before anything is checked. */
  mayLiven(): boolean {
    return this.#livens.takes(this.#engine.parts.clock.now());
  }

  /** Whose it is, once proved. */
  get device(): DeviceId | undefined {
    return this.#device;
  }

  /** Rooms both have turned to. */
  get rooms(): readonly RoomId[] {
    return [...this.#rooms.values()].flatMap((room) => (room.isEntered ? [room.id] : []));
  }

  room(id: RoomId): PeerRoom | undefined {
    return this.#rooms.get(id);
  }

  /** Rooms both know, however far one of them has let the other in. */
  get known(): readonly PeerRoom[] {
    return [...this.#rooms.values()];
  }

  /** SYN-4: says which rooms this device knows, to a peer that knows them too; how many there are, roughly. */
  seek(rooms: readonly RoomId[]): void {
    const { transcript } = this.#session;
    if (!transcript) return;
    const { random } = this.#engine.parts;
    const proofs = rooms.slice(0, MAX_SOUGHT).map((room) => roomProof(transcript, this.#own, room));
    while (proofs.length % SOUGHT_AT_A_TIME > 0) proofs.push(random.bytes(NONCE_BYTES));
    if (proofs.length > 0) this.say({ type: 'seek', rooms: proofs });
  }

  /** The peer's word on rooms it knows. */
  sought({ rooms }: Seek): void {
    for (const proof of rooms) if (this.#sought.size < MOST_SOUGHT) this.#sought.add(toText(proof));
  }

  /** Has the peer said that it knows the room? */
  knows(room: RoomId): boolean {
    const { transcript } = this.#session;
    if (!transcript || !this.#device) return false;
    return this.#sought.has(toText(roomProof(transcript, this.#device, room)));
  }

  /** Turns to a room the peer may be in: its charter decides whether it hears of it. */
  async enter(id: RoomId): Promise<void> {
    await this.#roomOf(id)?.enter();
  }

  take(bytes: Uint8Array): void {
    if (this.#isOver) return;
    const frames = readBatch(bytes);
    if (!frames.ok) return this.#end(frames.fault.say);
    this.#came += bytes.length;
    this.#frames += frames.value.length;
    if (this.#came > MOST_CAME || this.#frames > MOST_FRAMES) return this.#end('more than was asked for');
    // Not in turn: what waits below may wait for just this.
    if (frames.value.some(({ type }) => type === 'pong')) this.#ponged();
    this.#turn = this.#turn.then(async () => {
      for (const frame of frames.value) if (frame.type !== 'pong') await this.#take(frame);
      this.#came -= bytes.length;
      this.#frames -= frames.value.length;
    });
    this.#turn.catch((error: unknown) => {
      this.#engine.trouble(error);
      this.#end('something failed here');
    });
  }

  say(frame: Frame): void {
    if (this.#isOver) return;
    this.#session = queue(this.#session, frame);
    if (this.#isFlushing) return;
    this.#isFlushing = true;
    queueMicrotask(() => {
      this.#isFlushing = false;
      this.#flush();
    });
  }

  close(): void {
    this.#isOver = true;
    this.#drained();
    this.#stopTimer();
    this.#stopHeartbeat();
    for (const room of this.#rooms.values()) room.close();
    this.#rooms.clear();
  }

  #end(reason: string): void {
    if (this.#isOver) return;
    this.close();
    this.#road.end(reason);
  }

  async #take(frame: Frame): Promise<void> {
    await this.#pace();
    if (this.#isOver) return;
    const { session, effects } = receive(this.#session, frame);
    this.#session = session;
    for (const effect of effects) {
      if (effect.do === 'opened') this.#opened(effect.device);
      else if (effect.do === 'frame') await this.#open(effect.frame);
      else {
        this.#flush();
        this.#end(effect.say);
      }
    }
    this.#flush();
  }

  get #isOfUse(): boolean {
    const isOfUse = ({ isEntered, isAtDoor, guest }: PeerRoom['entry']): boolean => isEntered || isAtDoor || !!guest;
    return this.#road.isKept() || this.known.some(({ entry }) => isOfUse(entry));
  }

  #opened(device: DeviceId): void {
    this.#device = device;
    this.#stopTimer();
    this.#stopTimer = this.#engine.parts.clock.after(PROVE_MS, () => {
      if (!this.#isOfUse) this.#end('no room is shared');
    });
    this.#road.opened(device);
    this.#heartbeat();
  }

  async #open(frame: Frame): Promise<void> {
    switch (frame.type) {
      case 'enter':
        return this.#roomOf(frame.room)
          ? this.#roomOf(frame.room)?.answer(frame)
          : this.say({ type: 'refuse', code: 'not-member', say: 'Your device is not in this room.', room: frame.room });
      case 'entered':
        return this.#rooms.get(frame.room)?.entered(frame);
      case 'document':
        return this.#rooms.get(frame.room)?.offered(frame);
      case 'refuse':
        return frame.room ? this.#rooms.get(frame.room)?.refused(frame.say) : undefined;
      case 'sync':
      case 'ack':
        return this.#document(frame);
      case 'compare':
      case 'compared':
      case 'show':
      case 'shown':
      case 'fork':
      case 'need':
        return this.#rooms.get(frame.room)?.hearForks(frame);
      case 'husks':
      case 'payloads':
        return this.#rooms.get(frame.room)?.hearHusks(frame);
      case 'given':
        return this.#rooms.get(frame.room)?.hearGiven(frame);
      default:
        return this.#road.frame(frame, this);
    }
  }

  #document(frame: Frame & { type: 'sync' | 'ack' }): Promise<void> | undefined {
    const document = this.#numbers[frame.channel];
    const room = document && this.#rooms.get(roomOf(document));
    if (!document || !room) return undefined;
    const segment = segmentOf(document);
    return frame.type === 'sync' ? room.sync(segment, frame.message) : room.acknowledged(segment, frame.counts);
  }

  #roomOf(id: RoomId): PeerRoom | undefined {
    const known = this.#rooms.get(id);
    const room = this.#engine.rooms.get(id);
    const { transcript } = this.#session;
    if (known || !room || !this.#device || !transcript) return known;
    const fresh = new PeerRoom(room, this.#engine, {
      device: this.#device,
      own: this.#own,
      transcript,
      quarantine: this.#quarantine,
      say: (frame) => this.say(frame),
      number: (of, segment) => this.#number(of, segment),
    });
    this.#rooms.set(id, fresh);
    return fresh;
  }

  #number(room: RoomId, segment: Segment): number {
    return this.#numbers.push(documentId(room, segment)) - 1;
  }

  /** As long as the peer has seen to enough of what was sent; the rest waits in the session. */
  #flush(): void {
    while (this.#sent - this.#seen < MOST_AWAY) {
      const { session, batch } = generate(this.#session, GOOD_BATCH);
      this.#session = session;
      if (session.out.length <= MOST_SAID) this.#drained();
      if (!batch) return;
      this.#sent += batch.length;
      this.#road.send(batch);
      if (this.#pinged === undefined && this.#sent - this.#seen > PING_EVERY_BYTES) this.#ping();
    }
  }

  /** Nobody is answered faster than they read, or listened to faster than a device has anything to say. */
  async #pace(): Promise<void> {
    const { clock } = this.#engine.parts;
    while (!this.#isOver && this.#session.out.length > MOST_SAID)
      await new Promise<void>((resolve) => (this.#drained = resolve));
    this.#allowance = Math.min(BURST, this.#allowance + ((clock.now() - this.#since) * FRAMES_A_SECOND) / 1000);
    this.#since = clock.now();
    if (--this.#allowance < 0) await new Promise<void>((resolve) => void clock.after(SLOWED_MS, resolve));
  }

  #ping(): void {
    this.#pinged = this.#sent;
    this.#session = queue(this.#session, { type: 'ping' });
  }

  #ponged(): void {
    this.#seen = Math.max(this.#seen, this.#pinged ?? 0);
    this.#pinged = undefined;
    this.#heartbeat();
    this.#flush();
  }

  #heartbeat(): void {
    const { clock } = this.#engine.parts;
    const due = clock.now() + HEARTBEAT_MS;
    this.#stopHeartbeat();
    // So late a timer is one that slept with the machine, and the connection may not have outlived that.
    const look = (): void => this.#probe(clock.now() - due > ASLEEP_MS ? WOKEN_MS : SILENCE_MS);
    this.#stopHeartbeat = clock.after(HEARTBEAT_MS, look);
  }

  /** Is it still there? Asked at once when the network or the machine came back: a dead connection would linger. */
  probe(): void {
    if (this.#device) this.#probe(WOKEN_MS);
  }

  #probe(patience: number): void {
    if (this.#isOver) return;
    if (this.#pinged === undefined) this.#ping();
    this.#flush();
    this.#stopHeartbeat();
    this.#stopHeartbeat = this.#engine.parts.clock.after(patience, () => this.#end('silent'));
  }
}
