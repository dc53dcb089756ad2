/**
 * A WebSocket client that does as little as it can, for loads where the client must not be what is measured: the handshake by
 * hand, whole messages handed on unparsed, messages to send framed beforehand.
 */
import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';

const MASKED = 0x80;
const FINAL_BINARY = 0x82;
const OPCODE = 0x0f;
const BINARY = 2;
const CLOSE = 8;
const PING = 9;
const PONG = 0x8a;

export class LoadSocket {
  /** A message; its bytes are good only until it returns. */
  onMessage: (payload: Buffer) => void;
  /** All that arrived at once has been handed on. */
  onQuiet: () => void = () => undefined;
  onClose: () => void = () => undefined;
  readonly #socket: Socket;
  #open: (() => void) | undefined;
  /** A message not whole yet, and how many bytes it needs. */
  #parts: Buffer[] = [];
  #held = 0;
  #needed = 2;

  private constructor(socket: Socket, onMessage: (payload: Buffer) => void) {
    this.#socket = socket;
    this.onMessage = onMessage;
    socket.setNoDelay(true);
    socket.on('data', (bytes) => {
      this.#hear(bytes);
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.onClose();
    });
  }

  /** A server may speak first: whoever hears it is given at once. */
  static async open(port: number, path: string, onMessage: (payload: Buffer) => void): Promise<LoadSocket> {
    const socket = connect({ port, host: 'localhost' });
    const client = new LoadSocket(socket, onMessage);
    const opened = new Promise<void>((resolve, reject) => {
      client.#open = resolve;
      socket.once('close', () => {
        reject(new Error(`no WebSocket at port ${port}`));
      });
    });
    socket.write(
      `GET ${path} HTTP/1.1\r\nHost: localhost:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
        `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n\r\n`,
    );
    await opened;
    return client;
  }

  /** Bytes of messages that `frameMessage` framed. */
  write(frames: Uint8Array): void {
    this.#socket.write(frames);
  }

  end(): void {
    this.#socket.destroy();
  }

  #hear(bytes: Buffer): void {
    if (this.#open) return this.#greet(bytes);
    if (this.#held + bytes.length < this.#needed) {
      this.#parts.push(bytes);
      this.#held += bytes.length;
      return;
    }
    const whole = this.#held === 0 ? bytes : Buffer.concat([...this.#parts, bytes]);
    const rest = this.#handOn(whole);
    this.#parts = rest.length > 0 ? [rest] : [];
    this.#held = rest.length;
    this.onQuiet();
  }

  #greet(bytes: Buffer): void {
    const head = Buffer.concat([...this.#parts, bytes]);
    const end = head.indexOf('\r\n\r\n');
    if (end < 0) return void this.#parts.push(bytes);
    if (!head.toString('latin1', 0, 12).endsWith('101')) return void this.#socket.destroy();
    this.#parts = [];
    this.#open?.();
    this.#open = undefined;
    this.#hear(head.subarray(end + 4));
  }

  /** Hands on the whole messages in `bytes`; the answer is what is left. */
  #handOn(bytes: Buffer): Buffer {
    let at = 0;
    for (;;) {
      const left = bytes.length - at;
      this.#needed = 2;
      if (left < 2) break;
      const short = bytes[at + 1] ?? 0;
      const head = short < 126 ? 2 : short === 126 ? 4 : 10;
      this.#needed = head;
      if (left < head) break;
      const length = head === 2 ? short : head === 4 ? bytes.readUInt16BE(at + 2) : bytes.readUInt32BE(at + 6);
      this.#needed = head + length;
      if (left < head + length) break;
      const opcode = (bytes[at] ?? 0) & OPCODE;
      const payload = bytes.subarray(at + head, at + head + length);
      if (opcode === BINARY) this.onMessage(payload);
      else if (opcode === PING) this.#socket.write(maskedFrame(PONG, payload));
      else if (opcode === CLOSE) this.#socket.destroy();
      at += head + length;
    }
    return at === 0 ? bytes : bytes.subarray(at);
  }
}

/** A binary message as a client sends it, masked as a browser would. */
export const frameMessage = (payload: Uint8Array): Buffer => maskedFrame(FINAL_BINARY, payload);

function maskedFrame(first: number, payload: Uint8Array): Buffer {
  const { length } = payload;
  const head = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.alloc(head + 4 + length);
  frame[0] = first;
  frame[1] = MASKED | (head === 2 ? length : head === 4 ? 126 : 127);
  if (head === 4) frame.writeUInt16BE(length, 2);
  if (head === 10) frame.writeUInt32BE(length, 6);
  const mask = randomBytes(4);
  frame.set(mask, head);
  for (let i = 0; i < length; i++) frame[head + 4 + i] = (payload[i] ?? 0) ^ (mask[i & 3] ?? 0);
  return frame;
}
