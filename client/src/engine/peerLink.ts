/**
 * The link to one peer, as `Link` has it: dialled, lost and dialled again by itself, wherever `PeerLinks` finds a way. What the
 * relay's link and this one must both do is one contract (shared/testing/linkContract.ts).
 */
import type { Clock } from '#shared/ports/clock.ts';
import type { Link, LinkEvents } from '#shared/ports/link.ts';
import type { PeerLinks, PeerTransport } from '#shared/ports/peerLinks.ts';
import type { Random } from '#shared/ports/random.ts';

const FIRST_WAIT_MS = 1_000;
const MOST_WAIT_MS = 60_000;

export interface PeerWay {
  readonly peer: PeerTransport;
  readonly own: PeerTransport;
  readonly links: Pick<PeerLinks, 'meet' | 'send' | 'drop'>;
  readonly clock: Clock;
  readonly random: Random;
  /** Is it this side that dials, and somebody there to bring the words? */
  mayDial(): boolean;
}

export class PeerLink implements Link {
  /** What the peer has not seen to its session counts (SYN-5): beneath it nothing is known of what has gone. */
  readonly buffered = 0;
  readonly #way: PeerWay;
  #heard: LinkEvents | undefined;
  #isUp = false;
  #isDialling = false;
  #failures = 0;
  #stopWaiting: (() => void) | undefined;

  constructor(way: PeerWay) {
    this.#way = way;
  }

  start(heard: LinkEvents): void {
    this.#heard = heard;
    this.#dial();
  }

  send(batch: Uint8Array): void {
    if (this.#isUp) this.#way.links.send(this.#way.peer, batch);
  }

  retry(): void {
    if (!this.#heard || this.#isUp || this.#isDialling) return;
    this.#failures = 0;
    this.#dial();
  }

  /** Dials, if it is this side's to dial and no wait is on: who waits has failed a moment ago. */
  tryNow(): void {
    if (this.#heard && !this.#isUp && !this.#isDialling && !this.#stopWaiting) this.#dial();
  }

  drop(reason: string): void {
    if (this.#isUp) this.#way.links.drop(this.#way.peer, reason);
  }

  stop(): Promise<void> {
    this.#heard = undefined;
    this.#stopWaiting?.();
    if (this.#isUp) this.#way.links.drop(this.#way.peer, 'goodbye');
    this.#isUp = false;
    return Promise.resolve();
  }

  /** It was worth the dial: the next loss begins with the shortest wait. */
  proved(): void {
    this.#failures = 0;
  }

  // ---- what `PeerLinks` says of this peer ----

  up(): void {
    if (!this.#heard) return;
    this.#isDialling = false;
    this.#isUp = true;
    this.#stopWaiting?.();
    this.#stopWaiting = undefined;
    this.#heard.up(this.#way.own);
  }

  down(reason: string): void {
    if (!this.#heard) return;
    this.#isDialling = false;
    this.#isUp = false;
    this.#wait();
    this.#heard.down(reason);
  }

  batch(bytes: Uint8Array): void {
    this.#heard?.batch(bytes);
  }

  #dial(): void {
    this.#stopWaiting?.();
    this.#stopWaiting = undefined;
    if (!this.#way.mayDial()) return;
    this.#isDialling = true;
    this.#way.links.meet(this.#way.peer);
  }

  #wait(): void {
    const { clock, random } = this.#way;
    const step = Math.min(MOST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.#failures++);
    const [drawn = 0] = random.bytes(1);
    this.#stopWaiting?.();
    this.#stopWaiting = clock.after(step / 2 + (step / 2) * (drawn / 255), () => this.#dial());
  }
}
