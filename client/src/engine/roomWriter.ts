/** How this device writes into one document: next slot, header, signature, outbox, log. */
import type { Entry } from '#shared/entry/entry.ts';
import { compareHlc, type Hlc } from '#shared/entry/hlc.ts';
import { makeEntry } from '#shared/entry/make.ts';
import { GrapevineError } from '#shared/errors.ts';
import type { EntryId, WriterId } from '#shared/ids.ts';
import { endAfter, nextSlot, type ListEnd, type Writing } from '#shared/log/nextSlot.ts';
import { isAheadOfMe, nextN } from '#shared/log/ownWriter.ts';
import type { StateVector } from '#shared/log/stateVector.ts';
import { writerId } from '#shared/log/writerId.ts';
import type { Change } from '#shared/ports/deviceStore.ts';
import type { Keys } from './keys.ts';
import type { OpenDocument } from './openDocument.ts';
import type { Outbox } from './outbox.ts';

/** What an entry states of its time and grounds. */
export type Stating = Omit<Writing, 'device' | 'n'>;
export type NextSlot = ReturnType<typeof nextSlot>;

/** What is written in the transaction that keeps an entry, said when its id is known. */
export type Also = (made: EntryId) => readonly Change[];

export interface EntryDraft {
  readonly stating: Stating;
  readonly payloadFor: (slot: NextSlot) => Uint8Array;
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
    this.#goOn();
  }

  get writer(): WriterId {
    return writerId(this.#document.id, this.#keys.device, this.#n);
  }

  /** Every writer this device has had in the document. */
  get writers(): readonly WriterId[] {
    return Array.from({ length: this.#n + 1 }, (_, n) => writerId(this.#document.id, this.#keys.device, n));
  }

  /**
   * LOG-7: behind where a list stops nothing of it counts, so nothing is written there. After a removal this device may hold
   * a tail of its own that others refused; back in the room it goes on as the next n.
   */
  passStops(): void {
    while (this.#document.log.stopOf(this.writer) < Infinity && this.beginAnother());
  }

  /**
   * T-41: a clock that ran ahead was put right: the last entry of this list lies in times to come, and so would all behind it
   * (TIM-2), seen by nobody until then (TIM-3). What is said now is another list.
   */
  passAhead(hlc: Hlc): void {
    while (this.last && compareHlc(this.last, hlc) >= 0 && this.beginAnother());
  }

  /** What is said from here on is another list; false where this device has begun as many as it may. */
  beginAnother(): boolean {
    return this.#goOnBehind(() => false);
  }

  /** LOG-9: someone holds more of this writer than this device made: a cloned or restored profile. Go on as the next n. */
  meet(theirs: StateVector): void {
    if (!isAheadOfMe(theirs, this.writer, this.#document.log.count(this.writer))) return;
    this.#goOnBehind((writer) => theirs.has(writer));
  }

  /** True until this writer has an entry in the document. */
  get isNew(): boolean {
    return this.#document.log.count(this.writer) === 0;
  }

  /** hlc of this writer's last entry. */
  get last(): Hlc | undefined {
    return this.#document.log.heads.get(this.writer)?.hlc;
  }

  /** Charter heads this writer's list states so far. */
  get stated(): readonly EntryId[] {
    return this.#end?.heads ?? [];
  }

  /** Signs, keeps durably, then lets it into the document: in this order, always (LOG-9). */
  append(stating: Stating, payloadFor: EntryDraft['payloadFor'], also?: Also): Promise<Entry> {
    return this.appendAll({ stating, payloadFor }, () => [], also);
  }

  /** One entry and those that follow from it: a crash leaves all of them, or none. Gives the first. */
  async appendAll(draft: EntryDraft, following: (first: Entry) => readonly EntryDraft[], also?: Also): Promise<Entry> {
    const first = this.#make(draft);
    const entries = [first];
    let end = endAfter(first, this.#end);
    for (const next of following(first)) {
      const entry = this.#make(next, end);
      end = endAfter(entry, end);
      entries.push(entry);
    }
    const { writer, seq } = first;
    const kept = entries.map((entry) => ({ writer, seq: entry.seq, bytes: entry.bytes }));
    await this.#outbox.keep(this.#document.id, kept, also?.(first.id));
    this.#document.append([{ writer, first: seq, entries: kept.map(({ bytes }) => bytes) }]);
    if (this.#document.log.count(writer) < end.count)
      throw new GrapevineError(
        'own-entry',
        'This entry did not pass this device’s own guard. Reload the page and try again.',
      );
    return first;
  }

  get #end(): ListEnd | undefined {
    return this.#document.log.heads.get(this.writer);
  }

  #make({ stating, payloadFor }: EntryDraft, end = this.#end): Entry {
    const { device, signSecret: secretKey } = this.#keys;
    const slot = nextSlot(this.#document.log, { device, n: this.#n, ...stating }, end);
    return makeEntry({ ...slot, payload: payloadFor(slot), device, secretKey });
  }

  /** Puts back what the outbox kept and the document does not hold (a crash between the two). */
  async recover(): Promise<void> {
    for (const { writer, seq, bytes } of await this.#outbox.kept(this.#document.id)) {
      this.#document.append([{ writer, first: seq, entries: [bytes] }]);
    }
    this.#goOn();
  }

  /** This device writes on where it wrote last: under the highest n it has. */
  #goOn(): void {
    this.#n = this.#highest;
  }

  /**
   * Under the next n above all it has had: those of a life it does not remember may have been in between, taken by nobody or only by
   * somebody who is away, and a list of theirs that was begun again would be another one.
   */
  #goOnBehind(isSeen: (writer: WriterId) => boolean): boolean {
    const n = nextN(this.#document.id, this.#keys.device, this.#highest, isSeen);
    if (n === undefined) return false;
    this.#n = n;
    return true;
  }

  get #highest(): number {
    const own = [...this.#document.log.heads.values()].filter(({ device }) => device === this.#keys.device);
    return Math.max(this.#n, ...own.map(({ n }) => n));
  }
}
