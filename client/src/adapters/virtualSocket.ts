import { messageSync } from 'y-websocket';

/** As much of a WebSocket as y-websocket's provider touches, opened and fed by hand. Speaks bare sync messages outside. */
export class VirtualSocket {
  readonly OPEN = 1;
  readyState: 0 | 1 | 3 = 0;
  binaryType = 'arraybuffer';
  onopen: (() => void) | null = null;
  onmessage: ((event: { readonly data: ArrayBuffer }) => void) | null = null;
  onclose: ((event: unknown) => void) | null = null;
  onerror: ((event: unknown) => void) | null = null;
  readonly #send: (message: Uint8Array) => void;

  constructor(send: (message: Uint8Array) => void) {
    this.#send = send;
  }

  open(): void {
    this.readyState = 1;
    this.onopen?.();
  }

  /** A sync message came over the channel; the provider expects its own message type before it. */
  deliver(message: Uint8Array): void {
    const typed = new Uint8Array(1 + message.length);
    typed[0] = messageSync;
    typed.set(message, 1);
    this.onmessage?.({ data: typed.buffer });
  }

  /** Passes on sync messages without the provider's type byte; awareness, its farewell included, ends here. */
  send(typed: Uint8Array): void {
    if (this.readyState === 1 && typed[0] === messageSync) this.#send(typed.subarray(1));
  }

  close(): void {
    this.readyState = 3;
  }
}
