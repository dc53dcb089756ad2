/**
 * A document as the relay holds it in memory: where each writer's list stands, as accepted and as durable, and the
 * messages that are neither yet in the store nor known to everyone. Entries themselves are in the store.
 */
import { documentId, type RoomId, type Segment, type WriterId } from '#shared/ids.ts';
import { DocumentLog, type WriterHead } from '#shared/log/documentLog.ts';
import type { StateVector } from '#shared/log/stateVector.ts';
import { EVERY_WRITER, speaksOf } from '#shared/log/vectorPages.ts';
import type { Range, StoredDocument, StoredRun } from '#shared/ports/relayStore.ts';
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
  }

  /** SYN-2: what the relay has, as far as it is durable. */
  offer(): DocumentOffer {
    const { segment, channel, durable } = this;
    return { segment, channel, digest: durable.digest(), entries: durable.size };
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

  committed(batch: Uncommitted): void {
    this.uncommitted.delete(batch);
    for (const [writer, head] of batch.heads) this.durable.advance(writer, head);
  }
}
