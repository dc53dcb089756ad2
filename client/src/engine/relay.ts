/**
 * The engine's end of the relay link: proves this device, turns to rooms, numbers channels and hands frames on. It does not
 * know what a room is; `RelayEvents` does. Every `up` of the link is a new session: nothing of the last one is trusted.
 */
import type { Clock } from '#shared/ports/clock.ts';
import type { Link } from '#shared/ports/link.ts';
import type { Random } from '#shared/ports/random.ts';
import { documentId, type DocumentId, type RoomId } from '#shared/ids.ts';
import { generate, queue, receive, startSession, type Session } from '#shared/sync/session.ts';
import { readBatch } from '#shared/wire/batch.ts';
import type { DocumentOffer, Entered, Frame, Refuse } from '#shared/wire/frames.ts';
import type { Keys } from './keys.ts';

export interface RelayEvents {
  opened(transcript: Uint8Array): void;
  closed(reason: string): void;
  entered(frame: Entered): void;
  offered(room: RoomId, offer: DocumentOffer): void;
  /** A sync message, acknowledgement, marker, request or answer. */
  frame(frame: Frame): void;
  refused(frame: Refuse): void;
  latency(ms: number): void;
}

const HEARTBEAT_MS = 15_000;

export class Relay {
  readonly #link: Link;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #events: RelayEvents;
  readonly #channels = new Map<number, DocumentId>();
  readonly #numbers = new Map<DocumentId, number>();
  #session: Session | undefined;
  #keys: Keys | undefined;
  #pingedAt = 0;
  #stopHeartbeat: () => void = () => undefined;
  #flushing = false;

  constructor(link: Link, clock: Clock, random: Random, events: RelayEvents) {
    this.#link = link;
    this.#clock = clock;
    this.#random = random;
    this.#events = events;
  }

  get isOpen(): boolean {
    return this.#session?.phase === 'open';
  }

  /** The proved session's transcript, which invite proofs are made over. */
  get transcript(): Uint8Array | undefined {
    return this.#session?.transcript;
  }

  /** As this device; another one than before proves itself anew. */
  start(keys: Keys): void {
    const before = this.#keys;
    this.#keys = keys;
    if (before && before.device !== keys.device) this.#link.drop('another device');
    if (before) return;
    this.#link.start({
      up: (transport) => this.#up(transport, this.#keys ?? keys),
      down: (reason) => this.#down(reason),
      batch: (bytes) => this.#take(bytes),
    });
  }

  retry(): void {
    this.#link.retry();
  }

  /** The browser lost its network: the connection is dead, whatever the socket says. */
  drop(): void {
    this.#link.drop('no network');
  }

  async stop(): Promise<void> {
    this.#stopHeartbeat();
    await this.#link.stop();
  }

  /** Frames said in one turn leave as one batch. Dropped while the link is down: a session starts anew with each `up`. */
  say(frame: Frame): void {
    if (!this.#session) return;
    this.#session = queue(this.#session, frame);
    if (this.#flushing) return;
    this.#flushing = true;
    queueMicrotask(() => this.#flush());
  }

  /** Puts a sync message on a document's channel; false where the relay has not numbered it yet. */
  sync(document: DocumentId, message: Uint8Array): boolean {
    const channel = this.#numbers.get(document);
    if (channel === undefined) return false;
    this.say({ type: 'sync', channel, message });
    return true;
  }

  documentOf(channel: number): DocumentId | undefined {
    return this.#channels.get(channel);
  }

  hasChannel(document: DocumentId): boolean {
    return this.#numbers.has(document);
  }

  #up(transport: string, keys: Keys): void {
    this.#forget();
    const side = {
      is: 'device',
      nonce: this.#random.bytes(32),
      transport,
      device: keys.device,
      secretKey: keys.signSecret,
    } as const;
    this.#session = startSession(side);
    this.#flush();
  }

  #down(reason: string): void {
    this.#forget();
    this.#events.closed(reason);
  }

  #forget(): void {
    this.#stopHeartbeat();
    this.#session = undefined;
    this.#channels.clear();
    this.#numbers.clear();
  }

  #ping(): void {
    this.#stopHeartbeat();
    this.#pingedAt = this.#clock.now();
    this.say({ type: 'ping' });
    this.#stopHeartbeat = this.#clock.after(HEARTBEAT_MS, () => this.#ping());
  }

  #flush(): void {
    this.#flushing = false;
    while (this.#session) {
      const { session, batch } = generate(this.#session);
      this.#session = session;
      if (!batch) return;
      this.#link.send(batch);
    }
  }

  #take(bytes: Uint8Array): void {
    const frames = readBatch(bytes);
    if (!frames.ok) {
      this.#events.refused({ type: 'refuse', code: 'bad-frame', say: frames.fault.say });
      return;
    }
    for (const frame of frames.value) this.#frame(frame);
    this.#flush();
  }

  #frame(frame: Frame): void {
    if (!this.#session) return;
    const { session, effects } = receive(this.#session, frame);
    this.#session = session;
    for (const effect of effects) {
      if (effect.do === 'opened') this.#opened(effect.transcript);
      else if (effect.do === 'frame') this.#open(effect.frame);
      else this.#events.refused({ type: 'refuse', code: effect.code, say: effect.say });
    }
  }

  #opened(transcript: Uint8Array): void {
    this.#events.opened(transcript);
    this.#ping();
  }

  #open(frame: Frame): void {
    switch (frame.type) {
      case 'entered':
        for (const offer of frame.documents) this.#number(frame.room, offer);
        this.#events.entered(frame);
        break;
      case 'document':
        this.#number(frame.room, frame);
        this.#events.offered(frame.room, frame);
        break;
      case 'refuse':
        this.#events.refused(frame);
        break;
      case 'pong':
        this.#events.latency(this.#clock.now() - this.#pingedAt);
        break;
      default:
        this.#events.frame(frame);
    }
  }

  #number(room: RoomId, offer: DocumentOffer): void {
    const document = documentId(room, offer.segment);
    this.#channels.set(offer.channel, document);
    this.#numbers.set(document, offer.channel);
  }
}
