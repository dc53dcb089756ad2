/**
 * A document as the relay holds it in memory: where each writer's list stands, as accepted and as durable, and the
 * messages that are neither yet in the store nor known to everyone. Entries themselves are in the store.
 */
import { bytesOf, toText } from '#shared/bytes.ts';
import { documentId, type EntryId, type RoomId, type Segment, type WriterId } from '#shared/ids.ts';
import { DocumentLog, type WriterHead } from '#shared/log/documentLog.ts';
import type { Entry } from '#shared/entry/entry.ts';
import { HuskBook } from '#shared/log/huskBook.ts';
import type { HuskOrder } from '#shared/log/huskOrder.ts';
import type { StateVector } from '#shared/log/stateVector.ts';
import { EVERY_WRITER, speaksOf } from '#shared/log/vectorPages.ts';
import type { Range, StoredDocument, StoredHole, StoredOrder, StoredRun } from '#shared/ports/relayStore.ts';
import type { DocumentOffer } from '#shared/wire/frames.ts';
import type { DeviceLink } from './deviceLink.ts';

/** What was accepted in one turn and is on its way to the disk. */
export interface Uncommitted {
  /** WebSocket messages that carry it. */
  readonly messages: readonly Uint8Array[];
  readonly heads: ReadonlyMap<WriterId, WriterHead>;
}

export class RoomDocument {
  readonly segment: Segment;
  /** The document's number in the store, and its channel on every link. */
  readonly channel: number;
  readonly log: DocumentLog;
  /** REL-1: what survives the power going now. */
  readonly durable: DocumentLog;
  /** The store has a row for the document. */
  stored: boolean;
  /** Links that know the document's channel. */
  readonly told = new WeakSet<DeviceLink>();
  /** ENT-6: what of it is gone. */
  readonly husks = new HuskBook();
  /** When payloads go that a moderator deleted, ms UTC. */
  readonly due = new Map<HuskOrder, number>();
  readonly uncommitted = new Set<Uncommitted>();
  /** Links to acknowledge writers to once they are durable. */
  readonly owed = new Map<DeviceLink, Set<WriterId>>();

  constructor(room: RoomId, segment: Segment, channel: number, stored?: StoredDocument) {
    this.segment = segment;
    this.channel = channel;
    this.stored = stored !== undefined;
    this.log = new DocumentLog(documentId(room, segment));
    this.durable = new DocumentLog(documentId(room, segment));
    for (const { writer, head } of stored?.writers ?? []) {
      const read = JSON.parse(head) as WriterHead;
      this.log.advance(writer, read);
      this.durable.advance(writer, read);
    }
    for (const { order, writer, seq, device, due } of stored?.orders ?? []) {
      const read = { ...readOrder(order), writer, seq, device };
      this.husks.take(read);
      if (due !== undefined) this.due.set(read, due);
    }
    for (const { writer, seq } of stored?.holes ?? []) this.husks.hole([writer, seq], true);
  }

  /** SYN-2: what the relay has, as far as it is durable. */
  offer(): DocumentOffer {
    const { segment, channel, durable, husks } = this;
    const gone = husks.isEmpty ? {} : { husks: husks.digest() };
    return { segment, channel, digest: durable.digest(), entries: durable.size, ...gone };
  }

  /** What a reader with this vector lacks of a span, writers descending. Whatever was accepted has been given to the store. */
  missing(vector: StateVector, span = EVERY_WRITER): Range[] {
    const ranges: Range[] = [];
    for (const [writer, { count }] of this.log.heads) {
      if (!speaksOf(span, writer)) continue;
      const from = vector.get(writer) ?? 0;
      if (from < count) ranges.push({ writer, from, to: count });
    }
    return ranges.sort((a, b) => b.writer - a.writer);
  }

  storedRun(writer: WriterId, first: number, count: number, structs: Uint8Array): StoredRun {
    return { document: this.channel, writer, first, count, structs, head: JSON.stringify(this.log.heads.get(writer)) };
  }

  storedOrder(order: HuskOrder, due?: number): StoredOrder {
    const { writer, seq, device } = order;
    const when = due === undefined ? {} : { due };
    return { document: this.channel, writer, seq, device, order: writeOrder(order), ...when };
  }

  /** Notes which of these new entries are holes: husks without an order. */
  noteHoles(entries: readonly Entry[]): (StoredHole & { document: number; is: true })[] {
    return entries.flatMap(({ header, writer, seq }) =>
      header.husk && this.husks.at([writer, seq]).length === 0 && this.husks.hole([writer, seq], true)
        ? [{ document: this.channel, writer, seq, is: true as const }]
        : [],
    );
  }

  committed(batch: Uncommitted): void {
    this.uncommitted.delete(batch);
    for (const [writer, head] of batch.heads) this.durable.advance(writer, head);
  }
}

/** An order as it is written down, without what stands beside it: id, target, delete and signature. */
const writeOrder = (order: HuskOrder): string =>
  JSON.stringify([order.id, order.target, order.delete, toText(order.signature)]);

function readOrder(text: string): Pick<HuskOrder, 'id' | 'target' | 'delete' | 'signature'> {
  const [id, target, because, signature] = JSON.parse(text) as [EntryId, EntryId, EntryId, string];
  return { id, target, delete: because, signature: bytesOf(signature) };
}
