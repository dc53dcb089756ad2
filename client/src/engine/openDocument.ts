/**
 * One document held open: its Yjs document, the log of who wrote how far, and the guard between it and every link (LOG-4).
 * Own and remote entries take the same road: guard, log, document, then `entries`.
 */
import type { Doc } from 'yjs';
import type { Entry } from '#shared/entry/entry.ts';
import type { Fault } from '#shared/errors.ts';
import type { DeviceId, DocumentId, EntryId, WriterId } from '#shared/ids.ts';
import type { BranchRun } from '#shared/log/admission.ts';
import { applyRuns, dropTail, replaceEntry, runsOf } from '#shared/log/applyToDoc.ts';
import type { BesideBook } from '#shared/log/besideBook.ts';
import { DocumentLog } from '#shared/log/documentLog.ts';
import { admit } from '#shared/log/guard.ts';
import { markStops } from '#shared/log/markStops.ts';
import type { StopReason } from '#shared/log/stops.ts';
import { rootOf } from '#shared/log/structs.ts';
import { suspectsOf } from '#shared/log/suspects.ts';
import type { Ground } from '#shared/sync/forkSearch.ts';
import type { Judge } from '#shared/log/judge.ts';
import type { Quarantine } from '#shared/log/quarantine.ts';
import type { StateVector } from '#shared/log/stateVector.ts';
import { readSyncMessage, writeStep1Page, writeStep2, writeUpdate } from '#shared/log/syncMessage.ts';
import { firstPage, LINES_A_PAGE, spanBelow, type VectorPage, type WriterSpan } from '#shared/log/vectorPages.ts';
import { encodeUpdate, readUpdate, type Run } from '#shared/log/update.ts';
import type { DocumentStore, StoredDocument } from '#shared/ports/documentStore.ts';
import { missing } from './missing.ts';

/** Where entries came from: read back from disk, written by this device, by the relay, or straight from a peer. */
export type Source = 'disk' | 'own' | 'link' | 'peer';

/** A link, as a document's sync messages see it. */
export interface Via {
  readonly source: 'link' | 'peer';
  /** At the other end, unless that is the relay. */
  readonly device?: DeviceId;
  /** LOG-6: each link has its own, so that none can fill another's. */
  readonly quarantine: Quarantine;
  /** The other side said what it holds of some writers, or all: everything below is there. */
  theirs(page: VectorPage): void;
  /** The other side's answer to step 1 is here in full. */
  answered(): void;
  /** LOG-7: what it sent of this writer may not continue the list held, whose entry in this slot is the last. */
  suspected(writer: WriterId, seq: number): void;
  /** LOG-6: what it sent rests on charter entries that are not here. */
  waits(): void;
  /** It brought these. */
  brought?(entries: readonly Entry[]): void;
}

export interface DocumentEvents {
  /** `peer`: the device that sent them straight. */
  entries(entries: readonly Entry[], from: Source, peer?: DeviceId): void;
  /** The other side of the link said what it holds of some writers, or all: everything below is durable there. */
  theirs(page: VectorPage): void;
  /** The other side's answer to step 1 is here in full. */
  answered(): void;
  /** LOG-7: what the link sent of this writer may not continue the list held, whose entry in this slot is the last. */
  suspected(writer: WriterId, seq: number): void;
  /** LOG-6: entries from the link rest on charter entries that are not here. */
  waits(): void;
  /** Something was refused; nothing of it was kept. */
  refused(fault: Fault): void;
}

/** LOG-8a: what is kept beside a charter, as it was kept and as it was let in. */
export interface Beside {
  readonly kept: readonly BranchRun[];
  readonly book: BesideBook;
}

export class OpenDocument {
  readonly id: DocumentId;
  readonly log: DocumentLog;
  readonly #stored: StoredDocument;
  readonly #judge: Judge;
  readonly #relay: Via;
  readonly #events: DocumentEvents;
  readonly #beside: Beside | undefined;
  #bytes = 0;
  /** LOG-10: writers the other side of a link is still to be asked about, once it has answered for those above. */
  readonly #unasked = new Map<Via, WriterSpan>();
  /** The document holds entries that rest on charter entries which a crash lost; read anew as those come again. */
  #isPartlyRead = false;
  /** Entries that came over links, and how many of them are known to be durable. */
  #came = 0;
  #cameDurably = 0;

  private constructor(
    id: DocumentId,
    stored: StoredDocument,
    judge: Judge,
    quarantine: Quarantine,
    events: DocumentEvents,
    beside: Beside | undefined,
  ) {
    this.id = id;
    this.#beside = beside;
    this.log = new DocumentLog(id);
    this.#stored = stored;
    this.#judge = judge;
    this.#relay = {
      source: 'link',
      quarantine,
      theirs: (page) => events.theirs(page),
      answered: () => events.answered(),
      suspected: (writer, seq) => events.suspected(writer, seq),
      waits: () => events.waits(),
    };
    this.#events = events;
  }

  /** Resolves once what this device keeps of the document is in the log and has been told by `entries`. */
  static async open(
    id: DocumentId,
    store: DocumentStore,
    judge: Judge,
    quarantine: Quarantine,
    events: DocumentEvents,
    forks: ReadonlyMap<WriterId, number> = new Map(),
    beside?: Beside,
  ): Promise<OpenDocument> {
    const open = new OpenDocument(id, await store.open(id), judge, quarantine, events, beside);
    open.log.stop('fork', forks);
    open.#readBack();
    return open;
  }

  /** Bytes of the entries held. */
  get bytes(): number {
    return this.#bytes;
  }

  get doc(): Doc {
    return this.#stored.doc;
  }

  /** For looking where lists part (LOG-7). */
  get ground(): Ground {
    return { log: this.log, list: (writer) => Promise.resolve(this.#list(writer)) };
  }

  /** LOG-7: where lists stop counting, said anew: what is held is looked at again. */
  stop(reason: StopReason, counts: ReadonlyMap<WriterId, number>): void {
    if (!this.log.stopsAt(reason, counts)) markStops(this.log, reason, counts, (writer) => this.#list(writer));
  }

  /** Everything held, judged as of now: what has become void since it came is marked so. */
  entries(): readonly Entry[] {
    const runs = runsOf(this.doc);
    return runs.ok ? admit(this.log.blank(), runs.value, this.#judge, { trusted: true }).accepted : [];
  }

  /** Takes in entries of this device, already durable in the outbox. Ones the document holds are passed over. */
  append(runs: readonly Run[]): void {
    this.#take(runs, 'own', 'own');
  }

  /**
   * A sync message from a link, the relay's if no other, answered by the messages to send back: each put together when it is
   * asked for.
   */
  receive(message: Uint8Array, origin: unknown, via = this.#relay): Iterable<Uint8Array> {
    const read = readSyncMessage(message);
    if (!read.ok) {
      this.#events.refused(read.fault);
      return [];
    }
    if (read.value.step === 1) {
      via.theirs(read.value);
      return this.#serve(read.value);
    }
    const runs = readUpdate(read.value.update);
    if (!runs.ok) {
      this.#events.refused(runs.fault);
      return [];
    }
    const behind = this.#take(runs.value, via.source, origin, via);
    if (behind) return [this.ask(via)];
    if (read.value.step !== 2) return [];
    const unasked = this.#unasked.get(via);
    if (unasked) return [this.ask(via, unasked)];
    via.answered();
    return [];
  }

  /** What a courier's own step 1 goes out as: of more writers than fit a frame, page by page, each when the one before is answered. */
  asking(step1: Uint8Array): Uint8Array {
    this.#unasked.delete(this.#relay);
    return this.log.heads.size > LINES_A_PAGE ? this.ask(this.#relay) : step1;
  }

  /** A question for all the relay has beyond what is here, whatever it was asked before. */
  askAnew(): Uint8Array {
    return this.ask(this.#relay);
  }

  /** What to ask a link by: all that is here, or the first page of it. */
  ask(via: Via, span?: WriterSpan): Uint8Array {
    const page = firstPage(this.log.vector(), span);
    const below = spanBelow(page);
    if (below) this.#unasked.set(via, below);
    else this.#unasked.delete(via);
    return writeStep1Page(page);
  }

  /** What is held here beyond what is held there. */
  *beyond(theirs: StateVector): Generator<Uint8Array, void> {
    for (const update of missing(this.doc, this.log, theirs)) yield writeUpdate(update);
  }

  /** The link is no more. */
  forget(via: Via): void {
    this.#unasked.delete(via);
  }

  /** Entries a link was asked for that go on with a list held. */
  take(run: Run, via: Via | undefined): void {
    this.#take([run], via?.source ?? 'link', 'given', via);
  }

  /** LOG-8a: entries a link was asked for that stand beside a list held. Gives those that are let in, to be kept. */
  takeBranch(run: BranchRun): readonly Entry[] {
    const { beside, faults } = admit(this.log, [], this.#judge, { branches: [run] });
    this.#beside?.book.add(beside);
    for (const { fault } of faults) this.#events.refused(fault);
    return beside;
  }

  /** Gives what waited for charter entries another try (LOG-6). */
  retry(has: (head: EntryId) => boolean, via = this.#relay): void {
    if (this.#isPartlyRead) this.#readBack();
    const released = via.quarantine.release(has, this.id).map(({ run }) => run);
    if (released.length > 0) this.#take(released, via.source, 'quarantine', via);
  }

  /** Nothing others wrote is held here and yet not durable. */
  get isDurable(): boolean {
    return this.#cameDurably === this.#came;
  }

  /** Resolves once that is so: what own entries rest on must outlive a crash. */
  async settled(): Promise<void> {
    if (!this.isDurable) await this.flushed();
  }

  /** Resolves to what is durable: everything the log held at the call. */
  async flushed(): Promise<StateVector> {
    const vector = this.log.vector();
    const came = this.#came;
    await this.#stored.flushed();
    this.#cameDurably = Math.max(this.#cameDurably, came);
    return vector;
  }

  /** An entry's bytes; undefined where none is held. */
  entry(writer: WriterId, seq: number): Uint8Array | undefined {
    return seq < this.log.count(writer) ? this.doc.getArray<Uint8Array>(rootOf(writer)).get(seq) : undefined;
  }

  /** ENT-6: other bytes of an entry held: its husk, or the whole of a hole. */
  replace(writer: WriterId, seq: number, bytes: Uint8Array): void {
    this.#bytes += bytes.length - (this.entry(writer, seq)?.length ?? 0);
    replaceEntry(this.doc, writer, seq, bytes);
  }

  /** LOG-9: takes back the end of an own list, from `count` on, and gives it. To be written anew after. */
  drop(writer: WriterId, count: number): readonly Entry[] {
    const dropped = this.entries().filter((entry) => entry.writer === writer && entry.seq >= count);
    if (dropped.length === 0) return dropped;
    const entries = this.#list(writer).slice(0, count);
    dropTail(this.doc, writer, count);
    const log = this.log.blank();
    admit(log, entries.length > 0 ? [{ writer, first: 0, entries }] : [], this.#judge, { trusted: true });
    this.log.rewind(writer, log.heads.get(writer));
    for (const { bytes } of dropped) this.#bytes -= bytes.length;
    return dropped;
  }

  /** Resolves when exactly what the document holds is kept, and nothing of what it held before. */
  rewritten(): Promise<void> {
    return this.#stored.rewritten();
  }

  close(): Promise<void> {
    return this.#stored.close();
  }

  #list(writer: WriterId): readonly Uint8Array[] {
    return this.doc.getArray<Uint8Array>(rootOf(writer)).toArray();
  }

  #readBack(): void {
    const runs = runsOf(this.doc);
    if (!runs.ok) {
      this.#events.refused(runs.fault);
      return;
    }
    const { kept = [], book } = this.#beside ?? {};
    const options = { trusted: true, branches: kept };
    const { accepted, waiting, beside } = admit(this.log, runs.value, this.#judge, options);
    book?.add(beside);
    this.#isPartlyRead = waiting.length > 0;
    if (accepted.length > 0) this.#tell(accepted, 'disk');
  }

  #tell(entries: readonly Entry[], from: Source, peer?: DeviceId): void {
    for (const { bytes } of entries) this.#bytes += bytes.length;
    if (from === 'link' || from === 'peer') this.#came += entries.length;
    this.#events.entries(entries, from, peer);
  }

  /** The last is a step 2, also where nothing is missing: that was all, and whoever waits for more may ask for it by id (LOG-6). */
  *#serve(page: VectorPage): Generator<Uint8Array, void> {
    let last: Uint8Array | undefined;
    for (const update of missing(this.doc, this.log, page.vector, page)) {
      if (last) yield writeUpdate(last);
      last = update;
    }
    yield writeStep2(last ?? encodeUpdate([]));
  }

  /** True when the runs begin beyond what is held: the link is to be asked again by state vector. */
  #take(runs: readonly Run[], from: Source, origin: unknown, via = this.#relay): boolean {
    const admission = admit(this.log, runs, this.#judge, { trusted: from === 'own' });
    const { accepted, waiting, behind, faults } = admission;
    for (const held of waiting) via.quarantine.hold(this.id, held);
    if (from !== 'own' && waiting.length > 0) via.waits();
    if (from !== 'own') for (const { writer, seq } of suspectsOf(admission)) via.suspected(writer, seq);
    for (const { fault } of faults) this.#events.refused(fault);
    if (accepted.length > 0) {
      applyRuns(this.doc, accepted, origin);
      via.brought?.(accepted);
      this.#tell(accepted, from, via.device);
    }
    return behind.length > 0;
  }
}
