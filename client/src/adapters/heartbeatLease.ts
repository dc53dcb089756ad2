import { toText } from '#shared/bytes.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { Random } from '#shared/ports/random.ts';
import type { Lease, LeaseEvents } from './lease.ts';

const BEAT_MS = 1_000;
/** A leader not heard of for this long is taken to be gone. */
const GONE_MS = 4_000;
/** After writing its name a claimant waits this long to see whether another wrote theirs over it. */
const SETTLE_MS = 200;

/** The row: who leads, and when they last said so (ms UTC). */
interface Beat {
  readonly tab: string;
  readonly at: number;
}

/** The lease as a heartbeat in localStorage, for contexts without Web Locks. */
export class HeartbeatLease implements Lease {
  readonly #storage: Storage;
  readonly #key: string;
  readonly #clock: Clock;
  readonly #tab: string;
  #events: LeaseEvents | undefined;
  #leads = false;
  #cancel: () => void = () => undefined;

  constructor(storage: Storage, key: string, clock: Clock, random: Random) {
    this.#storage = storage;
    this.#key = key;
    this.#clock = clock;
    this.#tab = toText(random.bytes(16));
  }

  start(events: LeaseEvents): void {
    this.#events = events;
    this.#look();
  }

  steal(): void {
    if (this.#events && !this.#leads) this.#claim();
  }

  stop(): void {
    this.#cancel();
    this.#events = undefined;
    if (this.#leads && this.#read()?.tab === this.#tab) this.#storage.removeItem(this.#key);
    this.#leads = false;
  }

  #look(): void {
    const beat = this.#read();
    // A beat from the future is of a clock set back since: it would hold the seat for ever.
    const age = beat ? Math.abs(this.#clock.now() - beat.at) : Infinity;
    if (age > GONE_MS) this.#claim();
    else this.#after(BEAT_MS, () => this.#look());
  }

  #claim(): void {
    this.#write();
    this.#after(SETTLE_MS, () => {
      if (this.#read()?.tab === this.#tab) this.#lead();
      else this.#look();
    });
  }

  #lead(): void {
    this.#leads = true;
    this.#events?.lead();
    this.#beat();
  }

  #beat(): void {
    if (this.#read()?.tab !== this.#tab) {
      this.#leads = false;
      this.#events?.robbed();
      this.#look();
    } else {
      this.#write();
      this.#after(BEAT_MS, () => this.#beat());
    }
  }

  #read(): Beat | undefined {
    const text = this.#storage.getItem(this.#key);
    return text === null ? undefined : (JSON.parse(text) as Beat);
  }

  #write(): void {
    this.#storage.setItem(this.#key, JSON.stringify({ tab: this.#tab, at: this.#clock.now() } satisfies Beat));
  }

  #after(ms: number, run: () => void): void {
    this.#cancel();
    this.#cancel = this.#clock.after(ms, run);
  }
}
