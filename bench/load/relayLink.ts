/** A device's link to a relay for loads: proves itself by the core's session, then hands frames on by their bare bytes. */
import { randomBytes } from 'node:crypto';
import type { Segment, RoomId } from '#shared/ids.ts';
import type { StateVector } from '#shared/log/stateVector.ts';
import { writeStep1, writeUpdate } from '#shared/log/syncMessage.ts';
import { generate, receive, startSession, type Session } from '#shared/sync/session.ts';
import { encodeBatch, readBatch } from '#shared/wire/batch.ts';
import type { Frame } from '#shared/wire/frames.ts';
import type { Person } from '#testing/charterPeople.ts';
import { frameMessage, LoadSocket } from './webSocket.ts';

type FrameOf<Type extends Frame['type']> = Extract<Frame, { type: Type }>;

/** y-protocols. */
const STEP_1 = 0;
const STEP_2 = 1;

export class RelayLink {
  readonly #socket: LoadSocket;
  #waiting: ((frame: Frame) => void) | undefined;
  /** Heard while nobody waited. */
  readonly #heard: Frame[] = [];
  #session: Session;

  private constructor(socket: LoadSocket, session: Session) {
    this.#socket = socket;
    this.#session = session;
  }

  get socket(): LoadSocket {
    return this.#socket;
  }

  static async open(port: number, { device, keys }: Person): Promise<RelayLink> {
    const transport = `http://localhost:${port}`;
    const nonce = new Uint8Array(randomBytes(32));
    const early: Buffer[] = [];
    const socket = await LoadSocket.open(port, '/sync', (payload) => early.push(Buffer.from(payload)));
    const session = startSession({ is: 'device', nonce, transport, device, secretKey: keys.secretKey });
    const link = new RelayLink(socket, session);
    link.listen();
    link.#flush();
    for (const payload of early) link.#hear(payload);
    await link.next('welcome');
    return link;
  }

  send(...frames: readonly Frame[]): void {
    this.#socket.write(frameMessage(encodeBatch(frames)));
  }

  /** Channel of a document, which is opened where the relay has not offered it. Enters the room first. */
  async enter(room: RoomId, ...segments: readonly Segment[]): Promise<number[]> {
    this.send({ type: 'enter', room });
    const { documents } = await this.next('entered');
    const channels: number[] = [];
    for (const segment of segments) {
      const offered = documents.find((document) => document.segment === segment);
      channels.push(offered?.channel ?? (await this.#openDocument(room, segment)));
    }
    return channels;
  }

  /** Sends entries and waits until all are durable. */
  async upload(channel: number, update: Uint8Array, entries: number): Promise<void> {
    this.send({ type: 'sync', channel, message: writeUpdate(update) });
    for (let acknowledged = 0; acknowledged < entries;) {
      const { counts } = await this.next('ack');
      acknowledged = [...counts.values()].reduce((sum, count) => sum + count, 0);
    }
  }

  /** Asks by step 1 for what is missing; resolves with the bytes of the updates once the relay has answered in full. */
  async catchUp(channel: number, vector: StateVector): Promise<number> {
    this.send({ type: 'sync', channel, message: writeStep1(vector) });
    let bytes = 0;
    for (;;) {
      const { message } = await this.next('sync');
      if (message[0] !== STEP_1) bytes += message.length;
      if (message[0] === STEP_2) return bytes;
    }
  }

  /** The next frame of this type; others that come before it are dropped. A refusal is an error. */
  async next<Type extends Frame['type']>(type: Type): Promise<FrameOf<Type>> {
    for (;;) {
      const frame = this.#heard.shift() ?? (await new Promise<Frame>((resolve) => (this.#waiting = resolve)));
      if (frame.type === 'refuse') throw new Error(`the relay refused: ${frame.say}`);
      if (frame.type === type) return frame as FrameOf<Type>;
    }
  }

  /** Reads frames as the core does; loads listen to the socket itself once they are in. */
  listen(): void {
    this.#socket.onMessage = (payload) => {
      this.#hear(Buffer.from(payload));
    };
  }

  end(): void {
    this.#socket.end();
  }

  async #openDocument(room: RoomId, segment: Segment): Promise<number> {
    this.send({ type: 'open', room, segment });
    for (;;) {
      const document = await this.next('document');
      if (document.segment === segment) return document.channel;
    }
  }

  #hear(payload: Uint8Array): void {
    const frames = readBatch(payload);
    if (!frames.ok) throw new Error(frames.fault.say);
    for (const frame of frames.value) {
      if (this.#session.phase !== 'open') {
        this.#session = receive(this.#session, frame).session;
        this.#flush();
      }
      const waiting = this.#waiting;
      this.#waiting = undefined;
      if (waiting) waiting(frame);
      else this.#heard.push(frame);
    }
  }

  #flush(): void {
    const { session, batch } = generate(this.#session);
    this.#session = session;
    if (batch) this.#socket.write(frameMessage(batch));
  }
}
