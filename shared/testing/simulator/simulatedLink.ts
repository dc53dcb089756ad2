/** A device's link to the simulated relay, over a road of its own. Dials again after every loss, as the real one does. */
import { concatBytes } from '#shared/bytes.ts';
import type { Connection } from '../../../sync-server/src/relay/connection.ts';
import { Backoff } from '../../../client/src/adapters/backoff.ts';
import type { Link, LinkEvents } from '#shared/ports/link.ts';
import { readBatch } from '#shared/wire/batch.ts';
import type { SeededRandom } from '../seededRandom.ts';
import type { Reach } from './crashPoint.ts';
import type { Life } from './life.ts';
import type { Road } from './road.ts';
import { ORIGIN, type SimulatedRelay } from './simulatedRelay.ts';
import type { World } from './world.ts';

/** What a relay has no cause to refuse to an honest device. */
const UNDESERVED = new Set(['bad-frame', 'bad-proof', 'bad-entry', 'bad-marker', 'too-large', 'unknown-document']);

/** What somebody wrote who did not know yet that they had been put out, or made a reader. */
const CAME_TOO_LATE = /^(beyond-cut|not-member) at /;

export interface LinkParts {
  readonly name: string;
  readonly world: World;
  readonly life: Life;
  readonly road: Road;
  readonly relay: SimulatedRelay;
  readonly random: SeededRandom;
  readonly reach: Reach;
  /** What a liar is refused proves nothing. */
  readonly lies: () => boolean;
}

export class SimulatedLink implements Link {
  readonly #parts: LinkParts;
  readonly #backoff: Backoff;
  #heard: LinkEvents | undefined;
  #wire: { send(batch: Uint8Array): void; close(): void; readonly buffered: number } | undefined;
  #cancel: () => void = () => undefined;

  constructor(parts: LinkParts) {
    this.#parts = parts;
    this.#backoff = new Backoff(parts.random);
  }

  get buffered(): number {
    return this.#wire?.buffered ?? 0;
  }

  get isUp(): boolean {
    return this.#wire !== undefined;
  }

  start(heard: LinkEvents): void {
    this.#heard = heard;
    this.#dial();
  }

  send(batch: Uint8Array): void {
    const { reach, life } = this.#parts;
    reach('send');
    if (life.isOver) return;
    this.#wire?.send(batch);
    reach('sent');
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
    return Promise.resolve();
  }

  /** The program died: the other end notices in a while. */
  die(): void {
    this.#wire?.close();
  }

  #dial(): void {
    this.#cancel();
    const { life, road } = this.#parts;
    this.#cancel = life.clock.after(road.latency(), () => {
      if (road.isCut || !this.#connect()) this.#lose('unreachable');
    });
  }

  #connect(): boolean {
    const { world, life, road, relay, name } = this.#parts;
    let isOpen = true;
    const close = (): void => {
      isOpen = false;
      up.close();
      down.close();
      relay.gone(hangUp);
      world.after(road.latency(), () => connection?.gone());
    };
    const hangUp = (): void => {
      if (!isOpen) return;
      close();
      life.clock.after(road.latency(), () => {
        if (this.#wire === wire) this.#lose('hung up');
      });
    };
    const up = road.pipe((batch) => connection?.receive(batch));
    const down = road.pipe(
      (batch) => {
        if (life.isOver) return;
        this.#backoff.reset();
        this.#watch(batch);
        this.#heard?.batch(batch);
      },
      () => connection?.drained(),
    );
    const connection: Connection | undefined = relay.connect(
      {
        write: (...parts) => down.send(payloadOf(concatBytes(...parts))),
        get buffered() {
          return down.buffered;
        },
        close: (_code, reason) => {
          world.tell(`relay hangs up on ${name}: ${reason}`);
          hangUp();
        },
      },
      hangUp,
    );
    const wire = {
      send: (batch: Uint8Array): void => up.send(batch),
      close,
      get buffered() {
        return up.buffered;
      },
    };
    if (!connection) return false;
    this.#wire = wire;
    this.#heard?.up(ORIGIN);
    return true;
  }

  #lose(reason: string): void {
    if (!this.#heard) return;
    const wasUp = this.#wire !== undefined;
    this.#wire = undefined;
    this.#cancel = this.#parts.life.clock.after(this.#backoff.next(), () => this.#dial());
    if (wasUp || reason === 'unreachable') this.#heard.down(reason);
  }

  #watch(batch: Uint8Array): void {
    const { world, name, lies } = this.#parts;
    const frames = readBatch(batch);
    if (!frames.ok) return world.trouble(`${name} got a bad batch: ${frames.fault.say}`);
    for (const frame of frames.value) {
      if (frame.type !== 'refuse') continue;
      const said = `${name} is refused: ${frame.code} ${frame.say}`;
      if (!lies() && UNDESERVED.has(frame.code) && !CAME_TOO_LATE.test(frame.say)) world.trouble(said);
      else world.tell(said);
    }
  }
}

/** Of a WebSocket message as a server sends it (RFC 6455 §5.2). */
function payloadOf(message: Uint8Array): Uint8Array {
  const length = message[1] ?? 0;
  return new Uint8Array(message.subarray(length < 126 ? 2 : length === 126 ? 4 : 10));
}
