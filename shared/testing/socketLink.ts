/** A WebSocket to a relay that speaks frames, and lets a test wait for the one it means. */
import { WebSocket, type RawData } from 'ws';
import { encodeBatch, readBatch } from '#shared/wire/batch.ts';
import type { Frame } from '#shared/wire/frames.ts';

export type FrameOf<Type extends Frame['type']> = Extract<Frame, { type: Type }>;

interface Awaited {
  readonly fits: (frame: Frame) => boolean;
  readonly resolve: (frame: Frame) => void;
  readonly reject: (error: Error) => void;
}

export class SocketLink {
  readonly socket: WebSocket;
  /** Every frame that came and was not waited for, oldest first. */
  readonly heard: Frame[] = [];
  /** Close code and reason, once closed. */
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
  /** Is told of every frame before anybody who waits. */
  onFrame: (frame: Frame) => void = () => undefined;
  readonly #awaited = new Set<Awaited>();
  #over: Error | undefined;

  constructor(origin: string, headers: Readonly<Record<string, string>> = {}) {
    this.socket = new WebSocket(`${origin.replace(/^http/, 'ws')}/sync`, { headers, perMessageDeflate: false });
    this.socket.binaryType = 'nodebuffer';
    this.socket.on('message', (data: RawData) => {
      this.#hear(data as Buffer);
    });
    this.socket.on('error', () => undefined);
    this.closed = new Promise((resolve) => {
      this.socket.on('close', (code, reason) => {
        this.#over = new Error(`the link closed with ${code} ${reason.toString()}`);
        for (const { reject } of this.#awaited) reject(this.#over);
        resolve({ code, reason: reason.toString() });
      });
    });
  }

  /** Resolves when the WebSocket stands; rejects with the status of a refusal. */
  opened(): Promise<this> {
    return new Promise((resolve, reject) => {
      this.socket.once('open', () => {
        resolve(this);
      });
      this.socket.once('unexpected-response', (_request, response) => {
        reject(new Error(`refused with ${response.statusCode}`));
      });
      this.socket.once('error', reject);
    });
  }

  send(...frames: readonly Frame[]): void {
    this.socket.send(encodeBatch(frames));
  }

  /** The first frame of this type, heard already or to come, that fits. It is taken out of `heard`. */
  async next<Type extends Frame['type']>(
    type: Type,
    fits: (frame: FrameOf<Type>) => boolean = () => true,
  ): Promise<FrameOf<Type>> {
    const isIt = (frame: Frame): boolean => frame.type === type && fits(frame as FrameOf<Type>);
    const at = this.heard.findIndex(isIt);
    if (at >= 0) return this.heard.splice(at, 1)[0] as FrameOf<Type>;
    if (this.#over) throw this.#over;
    return (await new Promise<Frame>((resolve, reject) =>
      this.#awaited.add({ fits: isIt, resolve, reject }),
    )) as FrameOf<Type>;
  }

  close(): void {
    this.socket.close();
  }

  #hear(bytes: Buffer): void {
    const frames = readBatch(bytes);
    if (!frames.ok) throw new Error(`the relay sent a batch that does not read: ${frames.fault.say}`);
    for (const frame of frames.value) {
      this.onFrame(frame);
      const waiting = [...this.#awaited].find(({ fits }) => fits(frame));
      if (!waiting) this.heard.push(frame);
      else {
        this.#awaited.delete(waiting);
        waiting.resolve(frame);
      }
    }
  }
}
