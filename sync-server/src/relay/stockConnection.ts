/**
 * SYN-6: a stock y-websocket client on one document. To the relay it is a device's link like any other, whose frames are put
 * into y-websocket's messages here and back. What has no place there (markers, orders, who is near) it does not hear.
 */
import { splitDocument, type DeviceId, type DocumentId, type WriterId } from '#shared/ids.ts';
import { readSyncMessage, writeStep1 } from '#shared/log/syncMessage.ts';
import { EVERY_WRITER } from '#shared/log/vectorPages.ts';
import type { StateVector } from '#shared/log/stateVector.ts';
import { readBatch } from '#shared/wire/batch.ts';
import type { Frame, Refuse } from '#shared/wire/frames.ts';
import type { SocketEnd } from './connection.ts';
import { DeviceLink, type Wire } from './deviceLink.ts';
import type { RelayContext } from './relayContext.ts';
import { takeFrame } from './takeFrame.ts';
import { binaryMessage, payloadsIn } from './webSocketFrame.ts';

/** The first byte of a message of y-websocket. */
const SYNC = 0;
const AWARENESS = 1;
/** Awareness of nobody. A client that hears nothing for 30 s takes its connection for dead; it tells of itself every 15. */
const STILL_HERE = Uint8Array.of(AWARENESS, 1, 0);

/** RFC 6455. */
const TRY_AGAIN_LATER = 1013;
/** A stock client does not come back by itself after a code from 4400 to 4499. */
export const CLOSE = { refused: 4400, 'no-ticket': 4401, 'not-member': 4403 } as const;

export class StockConnection implements SocketEnd {
  readonly proved = true;
  readonly #context: RelayContext;
  readonly #document: DocumentId;
  readonly #wire: Wire;
  readonly #link: DeviceLink;
  /** Until the document's channel is known, and the membership with it. */
  #waiting: Uint8Array[] = [];
  #channel: number | undefined;
  /** A state vector that comes in pages (LOG-10), which a stock client knows nothing of. */
  #held = new Map<WriterId, number>();

  constructor(context: RelayContext, wire: Wire, device: DeviceId, document: DocumentId) {
    this.#context = context;
    this.#document = document;
    this.#wire = wire;
    this.#link = new DeviceLink(device, new Uint8Array(), {
      write: (...parts) => this.#translate(parts),
      get buffered() {
        return wire.buffered;
      },
      close: (code, reason) => wire.close(code, reason),
    });
  }

  get isBusy(): boolean {
    return !this.#link.closed && (this.#channel === undefined || this.#link.isBusy);
  }

  start(): void {
    const { room } = this.#place;
    takeFrame(this.#context, this.#link, { type: 'enter', room });
  }

  /** One message of y-websocket. */
  receive(message: Uint8Array): number {
    if (this.#channel === undefined) this.#waiting.push(message.slice());
    else this.#take(message, this.#channel);
    return 1;
  }

  drained(): void {
    this.#link.drained();
    // It missed something, and would not know: it asks for what it lacks when it connects.
    if (this.#link.behind) this.close(TRY_AGAIN_LATER, 'too slow a reader');
  }

  gone(): void {
    this.#link.gone();
  }

  close(code: number, reason: string): void {
    this.#link.close(code, reason);
  }

  get #place() {
    const place = splitDocument(this.#document);
    if (!place) throw new TypeError('a ticket names a document');
    return place;
  }

  #take(message: Uint8Array, channel: number): void {
    const found = this.#context.rooms.byChannel(channel);
    if (!found?.room.reaches(this.#link, found.document)) return this.close(CLOSE['not-member'], 'not-member');
    if (message[0] === SYNC)
      takeFrame(this.#context, this.#link, { type: 'sync', channel, message: message.subarray(1) });
    else if (message[0] === AWARENESS) this.#wire.write(binaryMessage(STILL_HERE));
  }

  #translate(parts: readonly Uint8Array[]): void {
    for (const payload of payloadsIn(parts)) {
      const frames = readBatch(payload);
      if (!frames.ok) throw new TypeError(`the relay speaks in frames: ${frames.fault.say}`);
      for (const frame of frames.value) this.#hear(frame);
    }
  }

  #hear(frame: Frame): void {
    const { segment, room } = this.#place;
    switch (frame.type) {
      case 'entered': {
        const known = frame.documents.find((one) => one.segment === segment);
        if (known) return this.#opened(known.channel);
        return takeFrame(this.#context, this.#link, { type: 'open', room, segment });
      }
      case 'document':
        if (frame.segment === segment) this.#opened(frame.channel);
        return;
      case 'sync':
        if (frame.channel === this.#channel) this.#say(frame.message);
        return;
      case 'refuse':
        return this.close(codeOf(frame), frame.code);
      default:
    }
  }

  #opened(channel: number): void {
    this.#channel = channel;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const message of waiting) this.#take(message, channel);
  }

  #say(message: Uint8Array): void {
    const read = readSyncMessage(message);
    if (!read.ok || read.value.step !== 1) return this.#write(message);
    for (const [writer, count] of read.value.vector) this.#held.set(writer, count);
    if (read.value.least > EVERY_WRITER.least) return;
    const held: StateVector = this.#held;
    this.#held = new Map();
    this.#write(writeStep1(held));
  }

  #write(message: Uint8Array): void {
    this.#wire.write(binaryMessage(Buffer.concat([Uint8Array.of(SYNC), message])));
  }
}

function codeOf({ code, retry }: Refuse): number {
  if (retry !== undefined) return TRY_AGAIN_LATER;
  return code === 'not-member' ? CLOSE[code] : CLOSE.refused;
}
