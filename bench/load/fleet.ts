/**
 * Devices of one room that send what was made beforehand. Two ways to send: as fast as the server acknowledges, each with a
 * number of messages in flight; or at a steady pace, where what counts is how long a message takes.
 */
import type { LoadSocket } from './webSocket.ts';
import { stretch, type Premade } from './premade.ts';

/** What a device hears. */
export interface Sounds {
  /** So many more messages of that sender, which may be the device itself. */
  received(sender: number, count: number): void;
  /** So many of its own are acknowledged in all. */
  acknowledged(total: number): void;
}

/** A device that is in its room, on one kind of server. */
export interface Joined {
  readonly socket: LoadSocket;
  readonly messages: Premade;
  /** What turns messages of this server into sounds. */
  ear(sounds: Sounds): (payload: Buffer) => void;
}

const IN_FLIGHT = 64;

export interface Count {
  /** Messages that reached another device. */
  readonly deliveries: number;
  readonly acknowledged: number;
}

export class Fleet {
  readonly #devices: readonly Joined[];
  readonly #sent: number[];
  readonly #acknowledged: number[];
  #deliveries = 0;
  #limit = Infinity;
  #runOut: (() => void) | undefined;
  #settle: (() => void) | undefined;
  /** Resolves when a device has nothing left to send, rejects when one is cut off. */
  readonly exhausted: Promise<void>;

  constructor(devices: readonly Joined[]) {
    this.#devices = devices;
    this.#sent = devices.map(() => 0);
    this.#acknowledged = devices.map(() => 0);
    this.exhausted = new Promise((resolve, reject) => {
      this.#runOut = resolve;
      for (const { socket } of devices)
        socket.onClose = () => {
          reject(new Error('the server closed a link of the load'));
        };
    });
    this.exhausted.catch(() => undefined);
  }

  get count(): Count {
    return { deliveries: this.#deliveries, acknowledged: this.#acknowledged.reduce((sum, n) => sum + n, 0) };
  }

  /** Sends so many messages of each device as fast as may be; resolves when all have arrived and are acknowledged. */
  async burst(each: number): Promise<void> {
    const all = each * this.#devices.length;
    this.#limit = each;
    const settled = new Promise<void>((resolve) => {
      this.#settle = () => {
        const { deliveries, acknowledged } = this.count;
        if (acknowledged === all && deliveries === all * (this.#devices.length - 1)) resolve();
      };
    });
    this.saturate();
    await Promise.race([settled, this.exhausted]);
    this.#settle = undefined;
    this.#limit = Infinity;
  }

  /** Every device keeps as many messages in flight as it may. */
  saturate(): void {
    for (const [me, device] of this.#devices.entries()) {
      device.socket.onMessage = device.ear({
        received: (sender, count) => {
          if (sender !== me) this.#deliveries += count;
        },
        acknowledged: (total) => {
          this.#acknowledged[me] = total;
        },
      });
      device.socket.onQuiet = () => {
        this.#topUp(me, device);
        this.#settle?.();
      };
      this.#topUp(me, device);
    }
  }

  /** One message every `every` ms, devices by turns; the answer is how long each took to each other device, in ms. */
  async pace(messages: number, every: number): Promise<number[]> {
    const delays: number[] = [];
    const sentAt = this.#devices.map((): number[] => []);
    const all = messages * (this.#devices.length - 1);
    const done = new Promise<void>((resolve) => {
      for (const [me, device] of this.#devices.entries()) {
        device.socket.onQuiet = () => undefined;
        const heard = this.#devices.map(() => 0);
        device.socket.onMessage = device.ear({
          received: (sender, count) => {
            const now = performance.now();
            for (let i = 0; i < count; i++) {
              const at = sentAt[sender]?.[heard[sender] ?? 0] ?? NaN;
              heard[sender] = (heard[sender] ?? 0) + 1;
              if (sender !== me) delays.push(now - at);
            }
            if (delays.length === all) resolve();
          },
          acknowledged: () => undefined,
        });
      }
    });
    const begun = performance.now();
    for (let i = 0; i < messages; i++) {
      await until(begun + i * every);
      const sender = i % this.#devices.length;
      sentAt[sender]?.push(performance.now());
      this.#send(sender, 1);
    }
    await Promise.race([done, this.exhausted]);
    return delays;
  }

  end(): void {
    for (const { socket } of this.#devices) {
      socket.onClose = () => undefined;
      socket.end();
    }
  }

  #topUp(me: number, { messages }: Joined): void {
    const sent = this.#sent[me] ?? 0;
    const room = IN_FLIGHT - (sent - (this.#acknowledged[me] ?? 0));
    const left = Math.min(this.#limit, messages.ends.length) - sent;
    if (sent === messages.ends.length) this.#runOut?.();
    if (room > 0 && left > 0) this.#send(me, Math.min(room, left));
  }

  #send(me: number, count: number): void {
    const device = this.#devices[me];
    const from = this.#sent[me] ?? 0;
    device?.socket.write(stretch(device.messages, from, from + count));
    this.#sent[me] = from + count;
  }
}

function until(at: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, at - performance.now())));
}
