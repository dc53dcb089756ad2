/**
 * One peer link: proves both devices (SYN-3), then carries every room they share (SYN-1). Frames are taken one after the
 * other; a pong says that everything before its ping was seen to, so that neither side is ever sent more than it can hold.
 */
import type { DeviceId, DocumentId, RoomId, Segment } from '#shared/ids.ts';
import { documentId, roomOf, segmentOf } from '#shared/ids.ts';
import { Quarantine } from '#shared/log/quarantine.ts';
import type { PeerTransport } from '#shared/ports/peerLinks.ts';
import { generate, queue, receive, startSession, type Session } from '#shared/sync/session.ts';
import { readBatch } from '#shared/wire/batch.ts';
import type { Frame, Seek } from '#shared/wire/frames.ts';
import type { Host } from './host.ts';
import type { Keys } from './keys.ts';
import { PeerAllowances } from './peerAllowances.ts';
import { PeerPulse } from './peerPulse.ts';
import { PeerRoom } from './peerRoom.ts';
import { PeerSeeking } from './peerSeeking.ts';

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

/** SYN-5: batches that came and wait here: twice what a peer that keeps to its pulse can have sent. */
const MOST_CAME = 8 * 1024 * 1024;
const MOST_FRAMES = 20_000;
/** Frames that may wait to be sent before the peer's next is looked at. */
const MOST_SAID = 64;
/** A batch is looked at when all of it is there: a small one is, while the next is on its way. */
const GOOD_BATCH = 128 * 1024;
/** A peer that has not proved itself by then, or shares no room. */
const PROVE_MS = 15_000;
const NONCE_BYTES = 32;

export class PeerSession {
  readonly #engine: Host;
  readonly #road: PeerRoad;
  readonly #quarantine = new Quarantine();
  readonly #rooms = new Map<RoomId, PeerRoom>();
  readonly #numbers: DocumentId[] = [];
  readonly allowances: PeerAllowances;
  readonly #own: DeviceId;
  readonly #seeking = new PeerSeeking();
  readonly #pulse: PeerPulse;
  #session: Session;
  #device: DeviceId | undefined;
  #turn: Promise<void> = Promise.resolve();
  #came = 0;
  #frames = 0;
  #drained: () => void = () => undefined;
  #isFlushing = false;
  #isOver = false;
  #stopTimer: () => void;

  constructor(engine: Host, keys: Keys, road: PeerRoad) {
    this.#engine = engine;
    this.#road = road;
    this.#own = keys.device;
    this.allowances = new PeerAllowances(engine.parts.clock);
    this.#pulse = new PeerPulse(engine.parts.clock, {
      ping: () => (this.#session = queue(this.#session, { type: 'ping' })),
      flush: () => this.#flush(),
      silent: () => this.#end('silent'),
    });
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
    const frame = transcript && this.#seeking.seek(transcript, this.#own, rooms, this.#engine.parts.random);
    if (frame) this.say(frame);
  }

  /** The peer's word on rooms it knows. */
  sought(seek: Seek): void {
    this.#seeking.sought(seek);
  }

  /** Has the peer said that it knows the room? */
  knows(room: RoomId): boolean {
    const { transcript } = this.#session;
    return (
      transcript !== undefined && this.#device !== undefined && this.#seeking.knows(transcript, this.#device, room)
    );
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
    this.#pulse.stop();
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
    this.#pulse.beat();
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
    while (this.#pulse.mayGo) {
      const { session, batch } = generate(this.#session, GOOD_BATCH);
      this.#session = session;
      if (session.out.length <= MOST_SAID) this.#drained();
      if (!batch) return;
      this.#road.send(batch);
      this.#pulse.went(batch.length);
    }
  }

  /** Nobody is answered faster than they read. */
  async #pace(): Promise<void> {
    while (!this.#isOver && this.#session.out.length > MOST_SAID)
      await new Promise<void>((resolve) => (this.#drained = resolve));
    await this.allowances.frame();
  }

  #ponged(): void {
    this.#pulse.ponged();
    this.#flush();
  }

  /** Is it still there? Asked at once when the network or the machine came back: a dead connection would linger. */
  probe(): void {
    if (this.#device && !this.#isOver) this.#pulse.probe();
  }
}
