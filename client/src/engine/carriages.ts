/** The open documents of one room on the relay link: one carriage each, up while the relay has numbered the document. */
import type { DocumentId } from '#shared/ids.ts';
import { isStep1 } from '#shared/log/syncMessage.ts';
import type { Carriage, Courier } from '#shared/ports/courier.ts';
import type { OpenDocument } from './openDocument.ts';
import type { Relay } from './relay.ts';

export class Carriages {
  readonly #courier: Courier;
  readonly #relay: Pick<Relay, 'sync'>;
  readonly #carriages = new Map<DocumentId, Carriage>();

  constructor(courier: Courier, relay: Pick<Relay, 'sync'>) {
    this.#courier = courier;
    this.#relay = relay;
  }

  add(document: OpenDocument): void {
    const carriage = this.#courier.carry(document.id, document.doc, {
      send: (message) => void this.#relay.sync(document.id, isStep1(message) ? document.asking(message) : message),
      receive: (message, origin) => document.receive(message, origin),
    });
    this.#carriages.set(document.id, carriage);
  }

  up(document: DocumentId): void {
    this.#carriages.get(document)?.up();
  }

  /** What is asked for when it goes up again is asked for anew. */
  lower(document: DocumentId): void {
    this.#carriages.get(document)?.down();
  }

  /** False when the document is not open here. */
  message(document: DocumentId, message: Uint8Array): boolean {
    const carriage = this.#carriages.get(document);
    if (!carriage) return false;
    carriage.message(message);
    return true;
  }

  down(): void {
    for (const carriage of this.#carriages.values()) carriage.down();
  }

  close(): void {
    for (const carriage of this.#carriages.values()) carriage.close();
    this.#carriages.clear();
  }
}
