/** How this device writes into one document: next slot, header, signature, outbox, log. */
import type { Entry, Header } from '#shared/entry/entry.ts';
import { makeEntry } from '#shared/entry/make.ts';
import { GrapevineError } from '#shared/errors.ts';
import type { WriterId } from '#shared/ids.ts';
import { isAheadOfMe, nextN } from '#shared/log/ownWriter.ts';
import type { StateVector } from '#shared/log/stateVector.ts';
import { writerId } from '#shared/log/writerId.ts';
import type { Change } from '#shared/ports/deviceStore.ts';
import type { Keys } from './keys.ts';
import type { OpenDocument } from './openDocument.ts';
import type { Outbox } from './outbox.ts';

/** Where the next own entry goes. */
export interface NextSlot {
  readonly writer: WriterId;
  readonly seq: number;
  readonly previous: Entry['previous'];
  /** LOG-2: stated in a writer's first entry and nowhere else. */
  readonly intro: Header['intro'];
}

export class RoomWriter {
  readonly #document: OpenDocument;
  readonly #outbox: Outbox;
  readonly #keys: Keys;
  #n = 0;

  constructor(document: OpenDocument, outbox: Outbox, keys: Keys) {
    this.#document = document;
    this.#outbox = outbox;
    this.#keys = keys;
    while (document.log.heads.has(writerId(document.id, keys.device, this.#n + 1))) this.#n++;
  }

  get writer(): WriterId {
    return writerId(this.#document.id, this.#keys.device, this.#n);
  }

  /** Every writer this device has had in the document. */
  get writers(): readonly WriterId[] {
    return Array.from({ length: this.#n + 1 }, (_, n) => writerId(this.#document.id, this.#keys.device, n));
  }

  /** LOG-9: someone holds more of this writer than this device made: a cloned or restored profile. Go on as the next n. */
  meet(theirs: StateVector): void {
    if (!isAheadOfMe(theirs, this.writer, this.#document.log.count(this.writer))) return;
    const n = nextN(
      this.#document.id,
      this.#keys.device,
      this.#n,
      (writer) => theirs.has(writer) || this.#document.log.heads.has(writer),
    );
    if (n !== undefined) this.#n = n;
  }

  next(): NextSlot {
    const head = this.#document.log.heads.get(this.writer);
    return {
      writer: this.writer,
      seq: head?.count ?? 0,
      previous: head?.lastId,
      intro: head ? undefined : { device: this.#keys.device, n: this.#n },
    };
  }

  /** Signs, keeps durably, then lets it into the document: in this order, always (LOG-9). */
  async append(slot: NextSlot, header: Header, payload: Uint8Array, also: readonly Change[] = []): Promise<Entry> {
    const { writer, seq, previous } = slot;
    const document = this.#document.id;
    const entry = makeEntry({
      document,
      writer,
      seq,
      previous,
      header,
      payload,
      device: this.#keys.device,
      secretKey: this.#keys.signSecret,
    });
    await this.#outbox.keep(document, [{ writer, seq, bytes: entry.bytes }], also);
    this.#document.append([{ writer, first: seq, entries: [entry.bytes] }]);
    if (this.#document.log.count(writer) <= seq)
      throw new GrapevineError(
        'own-entry',
        'This entry did not pass this device’s own guard. Reload the page and try again.',
      );
    return entry;
  }

  /** Puts back what the outbox kept and the document does not hold (a crash between the two). */
  async recover(): Promise<void> {
    for (const { writer, seq, bytes } of await this.#outbox.kept(this.#document.id)) {
      this.#document.append([{ writer, first: seq, entries: [bytes] }]);
    }
  }
}
