/**
 * One device's connection as the relay sees it: who it is once proved, the rooms it is in, and a way to send. It knows no
 * charter and no store.
 */
import type { DeviceId, EntryId, RoomId } from '#shared/ids.ts';
import { Quarantine } from '#shared/log/quarantine.ts';
import { Allowance } from '#shared/sync/allowance.ts';
import { encodeBatch } from '#shared/wire/batch.ts';
import { MAX_UNACKNOWLEDGED, type Frame, type Refuse } from '#shared/wire/frames.ts';
import { Acquaintances } from './acquaintances.ts';
import { binaryMessage } from './webSocketFrame.ts';

/** What a link needs of the socket under it. */
export interface Wire {
  /** Takes whole WebSocket messages, each perhaps in parts. */
  write(...parts: readonly Uint8Array[]): void;
  /** Bytes written and not yet gone. */
  readonly buffered: number;
  /** Says goodbye and closes; `code` is a WebSocket close code. */
  close(code: number, reason: string): void;
}

/** What a link knows of a room it is in: to say when it is gone. */
interface Place {
  leave(link: DeviceLink): void;
}

/** A reader with less than this waiting is given the next page. */
const ROOM_FOR_A_PAGE = 1024 * 1024;

/** Frames of a link that wait for their turn: far more than a device with many rooms has to ask at once. */
const MOST_WAITING = 1_000;

/** MRK-3: what a person does in a few rooms at once, and no more than a room of fifty can be told of. */
const LIVE_BURST = 20;
const LIVE_A_SECOND = 4;
/** Whoever has this much to read first is not told of what is over by then. */
const MOST_BEFORE_A_MENTION = 64 * 1024;

/** Entries one link may be asked for by what others rest on. */
const MAX_ASKED = 10_000;

export class DeviceLink {
  readonly device: DeviceId;
  /** Of the proved link: proofs of invites are made over it (CHA-8). */
  readonly transcript: Uint8Array;
  /** Rooms it is in. */
  readonly places = new Map<RoomId, Place>();
  readonly quarantine = new Quarantine();
  /** MRK-3: what it may say of its person now; beyond that is dropped. */
  readonly livens = new Allowance(LIVE_BURST, LIVE_A_SECOND);
  /** SYN-7: whom it can be introduced to. */
  readonly acquaintances = new Acquaintances(this);
  /** SYN-5: too slow; left out of fan-outs until it has caught up with what was written. */
  behind = false;
  closed = false;
  /** Frames whose turn has not come. */
  waiting = 0;
  /** Bytes of entries it brought that are not durable yet: held here until the disk has them. */
  uncommitted = 0;
  readonly #wire: Wire;
  readonly #asked = new Set<EntryId>();
  #drained: (() => void)[] = [];
  #doing: Promise<void> = Promise.resolve();
  #bringing: Promise<void> = Promise.resolve();

  constructor(device: DeviceId, transcript: Uint8Array, wire: Wire) {
    this.device = device;
    this.transcript = transcript;
    this.#wire = wire;
  }

  /** SYN-5: it has asked for, or brought, more than was seen to yet, or does not read what it is answered. */
  get isBusy(): boolean {
    return (
      [this.#wire.buffered, this.uncommitted].some((bytes) => bytes > MAX_UNACKNOWLEDGED) || this.waiting > MOST_WAITING
    );
  }

  /** LOG-6: what this link was asked for once and did not bring is not asked of it again. */
  asksAnew(lacks: readonly EntryId[]): boolean {
    const anew = lacks.filter((head) => !this.#asked.has(head));
    if (this.#asked.size > MAX_ASKED) return false;
    for (const head of anew) this.#asked.add(head);
    return anew.length > 0;
  }

  send(...frames: readonly Frame[]): void {
    if (frames.length > 0) this.write(binaryMessage(encodeBatch(frames)));
  }

  refuse(code: Refuse['code'], say: string, about: Omit<Refuse, 'type' | 'code' | 'say'> = {}): void {
    this.send({ type: 'refuse', code, say, ...about });
  }

  /** A whole WebSocket message, perhaps in parts. */
  write(...parts: readonly Uint8Array[]): void {
    if (!this.closed) this.#wire.write(...parts);
  }

  /** One message of a fan-out. False when the reader is too slow to be given it. */
  offer(message: Uint8Array): boolean {
    if (this.behind || this.closed) return false;
    if (this.#wire.buffered + message.length > MAX_UNACKNOWLEDGED) {
      this.behind = true;
      return false;
    }
    this.#wire.write(message);
    return true;
  }

  /** What is worth nothing a moment later: dropped rather than queued. */
  mention(message: Uint8Array): void {
    if (!this.behind && !this.closed && this.#wire.buffered < MOST_BEFORE_A_MENTION) this.#wire.write(message);
  }

  offerFrame(frame: Frame): boolean {
    return this.offer(binaryMessage(encodeBatch([frame])));
  }

  /** Resolves when there is room for the next page; at once where there is. Never rejects. */
  readyForPage(): Promise<void> {
    if (this.closed || this.#wire.buffered < ROOM_FOR_A_PAGE) return Promise.resolve();
    return new Promise((resolve) => this.#drained.push(resolve));
  }

  /** The socket has sent all it was given. */
  drained(): void {
    const waiting = this.#drained;
    this.#drained = [];
    for (const resolve of waiting) resolve();
  }

  /** Runs what takes time in the order in which it was asked for. */
  inTurn(work: () => Promise<void> | void): Promise<void> {
    this.waiting++;
    this.#doing = this.#doing.then(() => {
      this.waiting--;
      return this.closed ? undefined : work();
    });
    return this.#doing;
  }

  /** Runs what stores something it brought: behind what it brought before, not behind what it asked for, and also when it is gone. */
  bring(work: () => Promise<void>): Promise<void> {
    this.waiting++;
    this.#bringing = this.#bringing.then(() => {
      this.waiting--;
      return work();
    });
    return this.#bringing;
  }

  close(code: number, reason: string): void {
    if (this.closed) return;
    this.#wire.close(code, reason);
    this.gone();
  }

  /** The connection is no more. */
  gone(): void {
    if (this.closed) return;
    this.closed = true;
    this.acquaintances.part();
    for (const place of this.places.values()) place.leave(this);
    this.places.clear();
    this.drained();
  }
}
