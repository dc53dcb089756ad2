import type { Doc } from 'yjs';
import * as encoding from 'lib0/encoding';
import { writeSyncStep1, writeUpdate } from 'y-protocols/sync';
import type { Carriage, Courier, Road } from '#shared/ports/courier.ts';

/** The least a courier does, with no provider and no timer: for the simulator and for devices without a window. */
export const directCourier: Courier = { carry: (_document, doc, road) => new DirectCarriage(doc, road) };

class DirectCarriage implements Carriage {
  readonly origin = this;
  readonly #doc: Doc;
  readonly #road: Road;
  #isUp = false;

  constructor(doc: Doc, road: Road) {
    this.#doc = doc;
    this.#road = road;
    doc.on('update', this.#gained);
  }

  up(): void {
    if (this.#isUp) return;
    this.#isUp = true;
    this.#road.send(message((encoder) => writeSyncStep1(encoder, this.#doc)));
  }

  down(): void {
    this.#isUp = false;
  }

  message(bytes: Uint8Array): void {
    if (!this.#isUp) return;
    for (const answer of this.#road.receive(bytes, this.origin)) this.#road.send(answer);
  }

  close(): void {
    this.down();
    this.#doc.off('update', this.#gained);
  }

  readonly #gained = (update: Uint8Array, origin: unknown): void => {
    if (this.#isUp && origin !== this.origin) this.#road.send(message((encoder) => writeUpdate(encoder, update)));
  };
}

function message(write: (encoder: encoding.Encoder) => void): Uint8Array {
  const encoder = encoding.createEncoder();
  write(encoder);
  return encoding.toUint8Array(encoder);
}
