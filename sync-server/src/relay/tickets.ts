/** SYN-6: tickets for stock clients. In memory: after a restart a device asks for another. */
import { toText } from '#shared/bytes.ts';
import type { DeviceId, DocumentId } from '#shared/ids.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { Random } from '#shared/ports/random.ts';

export const TICKET_MS = 60_000;
/** A device's clock may be this far off; within that time nothing it signed is taken twice. */
const SKEW_MS = 2 * 60_000;
const BYTES = 32;
/** A thousand tools that start at once; the oldest tickets make room. */
const MOST = 1000;

interface Ticket {
  readonly device: DeviceId;
  readonly document: DocumentId;
  readonly until: number;
}

export class Tickets {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #tickets = new Map<string, Ticket>();
  /** When each device last asked, by its own clock. */
  readonly #asked = new Map<DeviceId, number>();

  constructor(clock: Clock, random: Random) {
    this.#clock = clock;
    this.#random = random;
  }

  /** `at`: when it was signed, ms UTC. Undefined for what was signed long ago, or was shown before. */
  issue({ device, document, at }: Omit<Ticket, 'until'> & { readonly at: number }): string | undefined {
    const now = this.#clock.now();
    if (Math.abs(now - at) > SKEW_MS || at <= (this.#asked.get(device) ?? 0)) return undefined;
    this.#sweep(now);
    this.#asked.set(device, at);
    const ticket = toText(this.#random.bytes(BYTES));
    this.#tickets.set(ticket, { device, document, until: now + TICKET_MS });
    return ticket;
  }

  /** Once: whose ticket it was, if it was one for this document. */
  take(ticket: string, document: DocumentId): DeviceId | undefined {
    const held = this.#tickets.get(ticket);
    if (!held || held.document !== document) return undefined;
    this.#tickets.delete(ticket);
    return held.until > this.#clock.now() ? held.device : undefined;
  }

  #sweep(now: number): void {
    for (const [ticket, { until }] of this.#tickets)
      if (until <= now || this.#tickets.size >= MOST) this.#tickets.delete(ticket);
    for (const [device, at] of this.#asked) if (now - at > SKEW_MS) this.#asked.delete(device);
  }
}
