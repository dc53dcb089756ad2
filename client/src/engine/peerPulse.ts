/** SYN-5 on a peer link: how much is on its way that the peer has not said it saw to, and whether it is still there at all. */
import type { Clock } from '#shared/ports/clock.ts';

export interface PulseWays {
  /** Says ping. */
  ping(): void;
  /** Sends what was said. */
  flush(): void;
  /** No answer came. */
  silent(): void;
}

/** Bytes on their way that the peer has not said it saw to. */
const MOST_AWAY = 4 * 1024 * 1024;
const PING_EVERY_BYTES = 1024 * 1024;
const HEARTBEAT_MS = 15_000;
/** No answer for this long: the peer is gone, whatever its connection says. */
const SILENCE_MS = 30_000;
/** The same where there is reason to think so: the machine slept, the network changed, a person is looking again. */
const WOKEN_MS = 5_000;
const ASLEEP_MS = 10_000;

export class PeerPulse {
  readonly #clock: Clock;
  readonly #ways: PulseWays;
  #sent = 0;
  #seen = 0;
  #pinged: number | undefined;
  #stop: () => void = () => undefined;

  constructor(clock: Clock, ways: PulseWays) {
    this.#clock = clock;
    this.#ways = ways;
  }

  /** The rest waits for a pong. */
  get mayGo(): boolean {
    return this.#sent - this.#seen < MOST_AWAY;
  }

  went(bytes: number): void {
    this.#sent += bytes;
    if (this.#pinged === undefined && this.#sent - this.#seen > PING_EVERY_BYTES) this.#ping();
  }

  /** Everything before the ping was seen to. */
  ponged(): void {
    this.#seen = Math.max(this.#seen, this.#pinged ?? 0);
    this.#pinged = undefined;
    this.beat();
  }

  /** It is there now; it is asked again in a while. */
  beat(): void {
    const due = this.#clock.now() + HEARTBEAT_MS;
    this.#stop();
    // So late a timer is one that slept with the machine, and the connection may not have outlived that.
    const look = (): void => this.probe(this.#clock.now() - due > ASLEEP_MS ? WOKEN_MS : SILENCE_MS);
    this.#stop = this.#clock.after(HEARTBEAT_MS, look);
  }

  /** Is it still there? It has so long to answer. */
  probe(patience = WOKEN_MS): void {
    if (this.#pinged === undefined) this.#ping();
    this.#ways.flush();
    this.#stop();
    this.#stop = this.#clock.after(patience, () => this.#ways.silent());
  }

  stop(): void {
    this.#stop();
  }

  #ping(): void {
    this.#pinged = this.#sent;
    this.#ways.ping();
  }
}
