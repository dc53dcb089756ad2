import type { Clock } from '#shared/ports/clock.ts';
import type { Link, LinkEvents } from '#shared/ports/link.ts';
import { Inbox } from './inbox.ts';
import type { FarEnd } from './linkContract.ts';

const REDIAL_MS = 500;

/** A relay's end in memory, and links that lead to it. Batches arrive in their order, each in a turn of its own. */
export class MemoryLinks {
  readonly accepted = new Inbox<FarEnd>();
  readonly transport: string;
  readonly #clock: Clock;
  #takesCalls = true;

  constructor(clock: Clock, transport = 'memory:') {
    this.#clock = clock;
    this.transport = transport;
  }

  link(): Link {
    return new MemoryLink(this, this.#clock);
  }

  takeCalls(takes: boolean): void {
    this.#takesCalls = takes;
  }

  /** A wire to the far side, if it takes calls; `closed` is run when either end hangs up. */
  dial(
    toNear: (batch: Uint8Array) => void,
    hungUp: () => void,
  ): { send(batch: Uint8Array): void; close(): void } | undefined {
    if (!this.#takesCalls) return undefined;
    let isOpen = true;
    const { promise: closed, resolve } = Promise.withResolvers<undefined>();
    const heard = new Inbox<Uint8Array>();
    const end = (): void => {
      isOpen = false;
      resolve(undefined);
    };
    const pass = (batch: Uint8Array, to: (batch: Uint8Array) => void): void => {
      const copy = batch.slice();
      queueMicrotask(() => {
        if (isOpen) to(copy);
      });
    };
    this.accepted.put({
      heard,
      closed,
      send: (batch) => pass(batch, toNear),
      hangUp() {
        if (!isOpen) return;
        end();
        queueMicrotask(hungUp);
      },
    });
    return { send: (batch) => pass(batch, (copy) => heard.put(copy)), close: end };
  }
}

class MemoryLink implements Link {
  readonly buffered = 0;
  readonly #links: MemoryLinks;
  readonly #clock: Clock;
  #heard: LinkEvents | undefined;
  #wire: ReturnType<MemoryLinks['dial']>;
  #isUp = false;
  #cancel: () => void = () => undefined;

  constructor(links: MemoryLinks, clock: Clock) {
    this.#links = links;
    this.#clock = clock;
  }

  start(heard: LinkEvents): void {
    this.#heard = heard;
    this.#dial();
  }

  send(batch: Uint8Array): void {
    if (this.#isUp) this.#wire?.send(batch);
  }

  retry(): void {
    if (this.#heard && !this.#wire) this.#dial();
  }

  drop(reason: string): void {
    if (!this.#wire) return;
    this.#wire.close();
    this.#lose(reason);
  }

  stop(): Promise<void> {
    this.#heard = undefined;
    this.#cancel();
    this.#wire?.close();
    this.#wire = undefined;
    this.#isUp = false;
    return Promise.resolve();
  }

  #dial(): void {
    this.#cancel();
    const wire = this.#links.dial(
      (batch) => this.#heard?.batch(batch),
      () => this.#lose('hung up'),
    );
    this.#wire = wire;
    queueMicrotask(() => {
      if (!wire) this.#lose('unreachable');
      else if (wire === this.#wire) this.#rise();
    });
  }

  #rise(): void {
    this.#isUp = true;
    this.#heard?.up(this.#links.transport);
  }

  #lose(reason: string): void {
    if (!this.#heard) return;
    this.#wire = undefined;
    this.#isUp = false;
    this.#cancel = this.#clock.after(REDIAL_MS, () => this.#dial());
    this.#heard.down(reason);
  }
}
