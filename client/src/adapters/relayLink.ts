import type { Clock } from '#shared/ports/clock.ts';
import type { Link, LinkEvents } from '#shared/ports/link.ts';
import type { Random } from '#shared/ports/random.ts';
import { Backoff } from './backoff.ts';

export interface RelayLinkOptions {
  /** `ws:` or `wss:` address of the relay's `/sync`. */
  readonly url: string;
  /** Transport identity towards the relay (SYN-3): the page's origin, `self.location.origin`; in Node the relay's own. */
  readonly origin: string;
  readonly clock: Clock;
  readonly random: Random;
  /** How to dial, where the global WebSocket does not serve. */
  readonly dial?: (url: string) => WebSocket;
}

/** A dial that is neither answered nor refused for this long is given up. */
const DIAL_MS = 10_000;
/** A connection that stood this long was worth the dial: the next loss begins with the shortest wait. */
const STEADY_MS = 5_000;
/** Something sent and nothing heard for this long: the connection is dead, whatever the socket says. */
const SILENCE_MS = 30_000;
/** How long stopping waits for the other side to say goodbye. */
const GOODBYE_MS = 1_000;

const NORMAL_CLOSE = 1000;

/**
 * The link to a relay over a WebSocket. `down` is told whenever a connection ends *or an attempt fails*, so that whoever
 * listens knows from the first try on that there is no relay.
 */
export class RelayLink implements Link {
  readonly #options: RelayLinkOptions;
  readonly #backoff: Backoff;
  #heard: LinkEvents | undefined;
  #socket: WebSocket | undefined;
  #isUp = false;
  #cancelTimer = nothing;
  #cancelWait = nothing;
  #cancelWatch: (() => void) | undefined;

  constructor(options: RelayLinkOptions) {
    this.#options = options;
    this.#backoff = new Backoff(options.random);
  }

  get buffered(): number {
    return this.#socket?.bufferedAmount ?? 0;
  }

  start(heard: LinkEvents): void {
    if (this.#heard) throw new RangeError('this link was started before');
    this.#heard = heard;
    this.#dial();
  }

  send(batch: Uint8Array): void {
    if (!this.#isUp) return;
    this.#socket?.send(batch as Uint8Array<ArrayBuffer>);
    this.#cancelWatch ??= this.#options.clock.after(SILENCE_MS, () => this.#lose('silent'));
  }

  retry(): void {
    if (!this.#heard || this.#socket) return;
    this.#backoff.reset();
    this.#dial();
  }

  drop(reason: string): void {
    if (this.#socket) this.#lose(reason);
  }

  async stop(): Promise<void> {
    this.#heard = undefined;
    this.#cancelWait();
    const socket = this.#release();
    if (socket) await this.#goodbye(socket);
  }

  #dial(): void {
    this.#cancelWait();
    const { url, clock, dial } = this.#options;
    this.#cancelTimer = clock.after(DIAL_MS, () => this.#lose('unanswered'));
    const socket = dial ? dial(url) : new WebSocket(url);
    this.#socket = socket;
    socket.binaryType = 'arraybuffer';
    // A socket let go of may still speak; only the present one is listened to.
    const present = (run: () => void) => (): void => {
      if (socket === this.#socket) run();
    };
    socket.onopen = present(() => this.#opened());
    // `error` says nothing that the `close` after it does not.
    socket.onclose = ({ code, reason }) =>
      present(() => this.#lose(reason || (this.#isUp ? `closed ${code}` : 'unreachable')))();
    socket.onmessage = ({ data }) => present(() => this.#take(data))();
  }

  #opened(): void {
    this.#cancelTimer();
    // A relay that takes calls only to hang up is backed off from like one that takes none.
    this.#cancelTimer = this.#options.clock.after(STEADY_MS, () => this.#backoff.reset());
    this.#isUp = true;
    this.#heard?.up(this.#options.origin);
  }

  #take(data: unknown): void {
    this.#cancelWatch?.();
    this.#cancelWatch = undefined;
    if (data instanceof ArrayBuffer) this.#heard?.batch(new Uint8Array(data));
    else this.#lose('a relay speaks in bytes');
  }

  #lose(reason: string): void {
    this.#release()?.close();
    this.#cancelWait = this.#options.clock.after(this.#backoff.next(), () => this.#dial());
    this.#heard?.down(reason);
  }

  /** Lets go of the socket and everything that waits on it. */
  #release(): WebSocket | undefined {
    const socket = this.#socket;
    this.#socket = undefined;
    this.#isUp = false;
    this.#cancelTimer();
    this.#cancelWatch?.();
    this.#cancelWatch = undefined;
    return socket;
  }

  #goodbye(socket: WebSocket): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#options.clock.after(GOODBYE_MS, resolve);
      socket.onclose = () => {
        cancel();
        resolve();
      };
      socket.close(NORMAL_CLOSE);
    });
  }
}

const nothing = (): void => undefined;
