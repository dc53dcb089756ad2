import * as v from 'valibot';
import { bytesOf, u64 } from '#shared/bytes.ts';
import { decode, encode } from '#shared/cbor.ts';
import { hash } from '#shared/crypto/hash.ts';
import type { Hlc } from '#shared/entry/hlc.ts';
import { fault, ok, type Result } from '#shared/errors.ts';
import {
  CHARTER,
  isKeyText,
  segmentOf,
  splitDocument,
  type DeviceId,
  type DocumentId,
  type EntryId,
  type EpochId,
  type WriterId,
} from '#shared/ids.ts';
import type { StateVector } from '#shared/log/stateVector.ts';
import { Stops, type StopReason } from '#shared/log/stops.ts';
import type { ChainLink } from '#shared/log/chain.ts';

/** Where a writer's list ends: all that is needed to check what comes next. */
export interface WriterHead {
  readonly device: DeviceId;
  readonly n: number;
  /** Entries held; seq of the next. */
  readonly count: number;
  readonly lastId: EntryId;
  /** Id of the entry before the last: tells a fork at the tip from a repetition. */
  readonly beforeLast?: EntryId;
  /** hlc of the last entry that counts (TIM-2); `NO_HLC` when none does. */
  readonly hlc: Hlc;
  /** Charter heads and epoch in force after the last entry. */
  readonly heads: readonly EntryId[];
  /** Those the list began on, where they are others. */
  readonly ground?: readonly EntryId[];
  readonly epoch?: EpochId;
  /** ENT-4: seq from which on everything is void. */
  readonly voidFrom?: number;
}

/** The end of every writer's list in one document. It holds no entries, whatever the document's size. */
export class DocumentLog {
  readonly document: DocumentId;
  readonly #heads = new Map<WriterId, WriterHead>();
  readonly #stops = new Stops();
  #digest: Uint8Array | undefined;
  #founder: WriterId | undefined;
  #size = 0;

  constructor(document: DocumentId) {
    this.document = document;
  }

  get heads(): ReadonlyMap<WriterId, WriterHead> {
    return this.#heads;
  }

  /** DOC-1: in a charter the writer that came first, for an empty charter takes nothing but its genesis. */
  get founder(): WriterId | undefined {
    return this.#founder;
  }

  /** Entries in the document. */
  get size(): number {
    return this.#size;
  }

  /** Entries held of a writer. */
  count(writer: WriterId): number {
    return this.#heads.get(writer)?.count ?? 0;
  }

  vector(): StateVector {
    return new Map([...this.#heads].map(([writer, head]) => [writer, head.count]));
  }

  /** The same up to where lists stop counting (LOG-7): what every replica can be asked to hold. */
  counted(): StateVector {
    return new Map([...this.#heads].map(([writer, { count }]) => [writer, Math.min(count, this.stopOf(writer))]));
  }

  /** LOG-7: from here on a writer's entries are in no digest. */
  stopOf(writer: WriterId): number {
    return this.#stops.of(writer)?.count ?? Infinity;
  }

  /** LOG-8: in a timeline everything of the writer from this seq on is void; beyond it nothing more is taken in. */
  forkOf(writer: WriterId): number | undefined {
    return this.#stops.forkOf(writer);
  }

  /**
   * Says anew where lists stop. For a list that reaches beyond, `passed` must be told of the entries it holds: which one
   * stands right before the stop is part of the digest.
   */
  stop(reason: StopReason, counts: ReadonlyMap<WriterId, number>): void {
    this.#stops.set(reason, counts);
    this.#digest = undefined;
  }

  /** Lists that stop, for whatever reason. */
  get stopped(): ReadonlySet<WriterId> {
    return this.#stops.writers;
  }

  /** Do lists stop for this reason exactly here already? */
  stopsAt(reason: StopReason, counts: ReadonlyMap<WriterId, number>): boolean {
    return this.#stops.areAt(reason, counts);
  }

  /** Entries of a list that are held, as they come in or are read again. */
  passed(writer: WriterId, links: readonly Pick<ChainLink, 'seq' | 'id'>[]): void {
    this.#stops.passed(writer, links);
    this.#digest = undefined;
  }

  /** LOG-7: the same on two sides exactly when both hold the same entries. Kept until the log grows. */
  digest(): Uint8Array {
    this.#digest ??= digestOf(this.#heads, this.#stops);
    return this.#digest;
  }

  /** An empty log of the same document whose lists stop in the same places. */
  blank(): DocumentLog {
    const log = new DocumentLog(this.document);
    log.#stops.like(this.#stops);
    return log;
  }

  /** The guard alone lets lists grow. */
  advance(writer: WriterId, head: WriterHead): void {
    if (this.#heads.size === 0 && segmentOf(this.document) === CHARTER) this.#founder = writer;
    this.#size += head.count - this.count(writer);
    this.#heads.set(writer, head);
    this.#digest = undefined;
  }

  /** LOG-9: of a list of this device's own, what came after this head was taken back before anybody had it. */
  rewind(writer: WriterId, head: WriterHead | undefined): void {
    this.#size -= this.count(writer) - (head?.count ?? 0);
    if (head) this.#heads.set(writer, head);
    else this.#heads.delete(writer);
    this.#digest = undefined;
  }

  /** As bytes to keep beside the document, so that it need not be read again. Writers stand as they came. */
  snapshot(): Uint8Array {
    return encode({ document: this.document, rows: [...this.#heads] });
  }

  /** Takes back what `snapshot` gave. */
  static restore(bytes: Uint8Array): Result<DocumentLog> {
    const value = decode(bytes);
    if (!value.ok) return value;
    const read = v.safeParse(snapshotSchema, value.value);
    if (!read.success) return fault('log-snapshot', 'a kept log that does not read; build it anew from its entries');
    const log = new DocumentLog(read.output.document as DocumentId);
    for (const [writer, head] of read.output.rows) log.advance(writer as WriterId, head);
    return ok(log);
  }
}

/** Of each writer, ascending: writer u64, count u64, id of its last entry. */
const DIGEST_ROW = 48;

function digestOf(heads: ReadonlyMap<WriterId, WriterHead>, stops: Stops): Uint8Array {
  const rows = new Uint8Array(heads.size * DIGEST_ROW);
  let at = 0;
  for (const [writer, head] of [...heads].sort(([a], [b]) => a - b)) {
    const stop = stops.of(writer);
    const isStopped = stop !== undefined && stop.count < head.count;
    const { count, lastId } = isStopped ? stop : head;
    if (count === 0) continue;
    rows.set(u64(writer), at);
    rows.set(u64(count), at + 8);
    if (lastId !== undefined) rows.set(bytesOf(lastId), at + 16);
    at += DIGEST_ROW;
  }
  return hash('digest', rows.subarray(0, at));
}

const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const keyText = <Id extends string>(): v.GenericSchema<Id> =>
  v.custom<Id>((value) => typeof value === 'string' && isKeyText(value));
const headSchema = v.strictObject({
  device: keyText<DeviceId>(),
  n: whole,
  count: whole,
  lastId: keyText<EntryId>(),
  beforeLast: v.exactOptional(keyText<EntryId>()),
  hlc: v.strictObject({ ms: whole, counter: whole }),
  heads: v.array(keyText<EntryId>()),
  ground: v.exactOptional(v.array(keyText<EntryId>())),
  epoch: v.exactOptional(keyText<EpochId>()),
  voidFrom: v.exactOptional(whole),
});
const snapshotSchema = v.strictObject({
  document: v.pipe(
    v.string(),
    v.check((text) => splitDocument(text) !== undefined),
  ),
  rows: v.array(v.strictTuple([whole, headSchema])),
});
