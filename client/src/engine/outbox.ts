/**
 * LOG-9: an own entry is durable here before it is applied or sent, and stays until a link acknowledged it *and* the
 * document's own store has flushed it. So a crash at any moment leaves it in at least one place.
 */
import type { Change, DeviceStore } from '#shared/ports/deviceStore.ts';
import { afterPrefix } from '#shared/ports/deviceStore.ts';
import { roomOf, type DocumentId, type RoomId, type WriterId } from '#shared/ids.ts';
import type { StateVector } from '#shared/log/stateVector.ts';

export interface Kept {
  readonly writer: WriterId;
  readonly seq: number;
  readonly bytes: Uint8Array;
}

/** What of one writer is still kept: seqs ascending, and how far each condition of letting go has come. */
interface Waiting {
  readonly seqs: number[];
  acknowledged: number;
  flushed: number;
}

const SEQ_DIGITS = 5;
const keyOf = (document: DocumentId, writer: WriterId, seq: number): string =>
  `${document}/${writer}/${String(seq).padStart(SEQ_DIGITS, '0')}`;

export class Outbox {
  readonly #store: DeviceStore;
  readonly #waiting = new Map<DocumentId, Map<WriterId, Waiting>>();

  constructor(store: DeviceStore) {
    this.#store = store;
  }

  /** Reads what an earlier run left; the documents named must be opened and given their entries back. */
  async load(): Promise<ReadonlySet<DocumentId>> {
    for (const { key } of await this.#store.range('outbox', {})) {
      const parts = key.split('/');
      const document = `${parts[0] ?? ''}/${parts[1] ?? ''}` as DocumentId;
      this.#of(document, Number(parts[2]) as WriterId).seqs.push(Number(parts[3]));
    }
    return new Set(this.#waiting.keys());
  }

  /** Entries kept of a document, in the order they were written. */
  async kept(document: DocumentId): Promise<Kept[]> {
    const rows = await this.#store.range('outbox', { from: `${document}/`, to: afterPrefix(`${document}/`) });
    return rows.map(({ key, value }) => {
      const parts = key.split('/');
      return { writer: Number(parts[2]) as WriterId, seq: Number(parts[3]), bytes: value as Uint8Array };
    });
  }

  /** Durable when it resolves; `also` is written in the same transaction. */
  async keep(document: DocumentId, entries: readonly Kept[], also: readonly Change[] = []): Promise<void> {
    await this.#store.write([
      ...entries.map(({ writer, seq, bytes }) => ({
        table: 'outbox' as const,
        key: keyOf(document, writer, seq),
        value: bytes,
      })),
      ...also,
    ]);
    for (const { writer, seq } of entries) this.#of(document, writer).seqs.push(seq);
  }

  /** The first own entry of a list that no link has acknowledged. */
  unsentFrom(document: DocumentId, writer: WriterId): number | undefined {
    const waiting = this.#waiting.get(document)?.get(writer);
    return waiting?.seqs.find((seq) => seq >= waiting.acknowledged);
  }

  isKept(document: DocumentId, { writer, seq }: Pick<Kept, 'writer' | 'seq'>): boolean {
    return this.#waiting.get(document)?.get(writer)?.seqs.includes(seq) ?? false;
  }

  /** LOG-9: said again elsewhere, in the transaction that this change is part of. */
  letGo(document: DocumentId, { writer, seq }: Pick<Kept, 'writer' | 'seq'>): Change {
    const seqs = this.#waiting.get(document)?.get(writer)?.seqs;
    if (seqs?.includes(seq)) seqs.splice(seqs.indexOf(seq), 1);
    return { table: 'outbox', key: keyOf(document, writer, seq), value: undefined };
  }

  /** ENT-6: other bytes for an entry, if it is kept still: what was deleted before it was sent is never sent. */
  async replace(document: DocumentId, { writer, seq, bytes }: Kept): Promise<void> {
    if (!this.#waiting.get(document)?.get(writer)?.seqs.includes(seq)) return;
    await this.#store.write([{ table: 'outbox', key: keyOf(document, writer, seq), value: bytes }]);
  }

  /** A link holds everything below these counts durably. */
  acknowledged(document: DocumentId, counts: StateVector): Promise<void> {
    return this.#advance(document, counts, 'acknowledged');
  }

  /** The document's own store holds everything below these counts durably. */
  flushed(document: DocumentId, counts: StateVector): Promise<void> {
    return this.#advance(document, counts, 'flushed');
  }

  /** Own entries no link has acknowledged yet. */
  get unacknowledged(): number {
    return this.unacknowledgedBeside(undefined);
  }

  /** The same, without those of one room. */
  unacknowledgedBeside(room: RoomId | undefined): number {
    let sum = 0;
    for (const [document, writers] of this.#waiting) {
      if (roomOf(document) === room) continue;
      for (const { seqs, acknowledged } of writers.values()) {
        // Ascending, and those acknowledged and not flushed are few.
        const from = seqs.findIndex((seq) => seq >= acknowledged);
        if (from >= 0) sum += seqs.length - from;
      }
    }
    return sum;
  }

  /** Of a device that was given up nobody takes anything any more. */
  async empty(): Promise<void> {
    const gone = [...this.#waiting].flatMap(([document, writers]) =>
      [...writers].flatMap(([writer, { seqs }]) =>
        seqs.map((seq): Change => ({ table: 'outbox', key: keyOf(document, writer, seq), value: undefined })),
      ),
    );
    this.#waiting.clear();
    if (gone.length > 0) await this.#store.write(gone);
  }

  /** What was kept of a room is deleted. */
  forget(room: RoomId): void {
    for (const document of [...this.#waiting.keys()]) if (roomOf(document) === room) this.#waiting.delete(document);
  }

  /** Is anything of this room still kept? */
  holds(room: RoomId): boolean {
    return [...this.#waiting].some(
      ([document, writers]) => roomOf(document) === room && [...writers.values()].some(({ seqs }) => seqs.length > 0),
    );
  }

  async #advance(document: DocumentId, counts: StateVector, what: 'acknowledged' | 'flushed'): Promise<void> {
    const gone: Change[] = [];
    for (const [writer, waiting] of this.#waiting.get(document) ?? []) {
      waiting[what] = Math.max(waiting[what], counts.get(writer) ?? 0);
      const done = Math.min(waiting.acknowledged, waiting.flushed);
      for (let seq = waiting.seqs[0]; seq !== undefined && seq < done; seq = waiting.seqs[0]) {
        waiting.seqs.shift();
        gone.push({ table: 'outbox', key: keyOf(document, writer, seq), value: undefined });
      }
    }
    if (gone.length > 0) await this.#store.write(gone);
  }

  #of(document: DocumentId, writer: WriterId): Waiting {
    let writers = this.#waiting.get(document);
    if (!writers) this.#waiting.set(document, (writers = new Map<WriterId, Waiting>()));
    let waiting = writers.get(writer);
    if (!waiting) writers.set(writer, (waiting = { seqs: [], acknowledged: 0, flushed: 0 }));
    return waiting;
  }
}
