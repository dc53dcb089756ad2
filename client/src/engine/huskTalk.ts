/**
 * ENT-6 with one other side, the relay or a peer: where it stands by its own word, what it is told, and when it is told again.
 * What is to be told, `RoomHusks` knows.
 */
import { equalBytes } from '#shared/bytes.ts';
import { CHARTER, type RoomId, type Segment } from '#shared/ids.ts';
import { nothingGone, type Place } from '#shared/log/huskBook.ts';
import type { HuskOrder } from '#shared/log/huskOrder.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { HusksFrame, Payloads } from '#shared/wire/frames.ts';
import { MAX_HOLES, MAX_ORDERS, MAX_PAYLOADS } from '#shared/wire/huskSchemas.ts';

/** What is gone of a month here. */
export interface Gone {
  readonly orders: readonly HuskOrder[];
  readonly holes: readonly Place[];
  digest(): Uint8Array;
}

export interface HuskGround {
  readonly room: RoomId;
  readonly clock: Clock;
  gone(segment: Segment): Gone;
  isOpen(segment: Segment): boolean;
}

export type SayHusks = (frame: HusksFrame | Payloads) => void;

const ASK_AGAIN_MS = 2_000;
/** It was told three times by then. */
const TOLD_MS = 8_000;
const ASK_AGAIN_MOST_MS = 10 * 60_000;

interface Comparing {
  theirs: Uint8Array;
  /** Where this side stood when it last said so. */
  told: Uint8Array;
  wait: number;
  stop?: () => void;
}

export class HuskTalk {
  readonly #ground: HuskGround;
  readonly #say: SayHusks;
  readonly #comparing = new Map<Segment, Comparing>();

  constructor(ground: HuskGround, say: SayHusks) {
    this.#ground = ground;
    this.#say = say;
  }

  /** Where the other side stands, by its own word. True when it stands elsewhere, or its month is not open to tell. */
  theirs(segment: Segment, digest: Uint8Array | undefined, kept: Uint8Array | undefined): boolean {
    if (segment === CHARTER) return false;
    const comparing = this.#comparing.get(segment) ?? { theirs: nothingGone(), told: nothingGone(), wait: 0 };
    comparing.theirs = digest ?? nothingGone();
    this.#comparing.set(segment, comparing);
    if (!this.#ground.isOpen(segment)) return !equalBytes(comparing.theirs, kept ?? nothingGone());
    this.compare(segment);
    return false;
  }

  /** The other side has every order there is here; or was told often enough, and differs in something it cannot be told. */
  isTold(segment: Segment): boolean {
    const comparing = this.#comparing.get(segment);
    if (!comparing) return false;
    return comparing.wait >= TOLD_MS || equalBytes(comparing.theirs, this.#digest(segment));
  }

  /** Tells the other side everything, some time after both were found to differ; less and less often while that is no use. */
  compare(segment: Segment): void {
    const comparing = this.#comparing.get(segment);
    if (!comparing || comparing.stop) return;
    if (equalBytes(comparing.theirs, this.#digest(segment))) {
      comparing.wait = 0;
      return;
    }
    comparing.stop = this.#ground.clock.after(comparing.wait, () => {
      delete comparing.stop;
      if (!equalBytes(comparing.theirs, this.#digest(segment))) this.tell(segment, this.#ground.gone(segment).orders);
    });
    comparing.wait = Math.min(ASK_AGAIN_MOST_MS, Math.max(ASK_AGAIN_MS, comparing.wait * 2));
  }

  tell(segment: Segment, orders: readonly HuskOrder[]): void {
    const { room } = this.#ground;
    const gone = this.#ground.gone(segment);
    const digest = gone.digest();
    for (let at = 0; at === 0 || at < orders.length; at += MAX_ORDERS)
      this.#say({
        type: 'husks',
        room,
        segment,
        digest,
        orders: orders.slice(at, at + MAX_ORDERS),
        holes: at === 0 ? gone.holes.slice(0, MAX_HOLES) : [],
      });
    const comparing = this.#comparing.get(segment);
    if (comparing) comparing.told = digest;
  }

  /** A side that stands where this one does by now is told so: of itself it would not learn it, and go on telling. */
  confirm(segment: Segment): void {
    const comparing = this.#comparing.get(segment);
    const digest = this.#digest(segment);
    if (comparing && equalBytes(comparing.theirs, digest) && !equalBytes(comparing.told, digest))
      this.tell(segment, []);
  }

  give(segment: Segment, payloads: Payloads['payloads']): void {
    for (let at = 0; at < payloads.length; at += MAX_PAYLOADS)
      this.#say({
        type: 'payloads',
        room: this.#ground.room,
        segment,
        payloads: payloads.slice(at, at + MAX_PAYLOADS),
      });
  }

  close(): void {
    for (const { stop } of this.#comparing.values()) stop?.();
    this.#comparing.clear();
  }

  #digest(segment: Segment): Uint8Array {
    return this.#ground.gone(segment).digest();
  }
}
