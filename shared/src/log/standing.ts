import type { Entry } from '#shared/entry/entry.ts';
import { compareHlc, NO_HLC, type Hlc } from '#shared/entry/hlc.ts';
import type { Fault } from '#shared/errors.ts';
import {
  CHARTER,
  monthOf,
  segmentOf,
  type DeviceId,
  type DocumentId,
  type EntryId,
  type EpochId,
  type WriterId,
} from '#shared/ids.ts';
import type { ChainLink } from '#shared/log/chain.ts';
import type { DocumentLog, WriterHead } from '#shared/log/documentLog.ts';
import type { Judge } from '#shared/log/judge.ts';

/** Where a list goes on from, or the intro it begins with. */
export type Beginning = WriterHead | NonNullable<Entry['header']['intro']>;

/** What is in force at some point of a writer's list. */
interface Standing {
  readonly device: DeviceId;
  readonly n: number;
  hlc: Hlc;
  heads: readonly EntryId[];
  /** The heads the list began on; undefined before its first entry. */
  ground: readonly EntryId[] | undefined;
  epoch: EpochId | undefined;
  voidFrom: number | undefined;
}

/** Gives the links of one writer, in order, what is in force at each of them; decides which are void. */
export class Stander {
  readonly #document: DocumentId;
  readonly #writer: WriterId;
  readonly #judge: Judge;
  readonly #at: Standing;
  readonly #timeline: boolean;
  readonly #forkedFrom: number;

  constructor(log: DocumentLog, writer: WriterId, from: Beginning, judge: Judge) {
    const { document } = log;
    this.#document = document;
    this.#forkedFrom = log.forkOf(writer) ?? Infinity;
    this.#writer = writer;
    this.#judge = judge;
    this.#timeline = segmentOf(document) !== CHARTER;
    const begun = 'count' in from ? from : undefined;
    const { device, n } = from;
    this.#at = {
      device,
      n,
      hlc: begun?.hlc ?? NO_HLC,
      heads: begun?.heads ?? [],
      ground: begun?.ground ?? begun?.heads,
      epoch: begun?.epoch,
      voidFrom: begun?.voidFrom,
    };
  }

  entry({ raw, seq, previous, id }: ChainLink): Entry {
    const { header, payload, signature, bytes } = raw;
    const at = this.#at;
    const faulty = this.#timeline ? this.#take(header, seq) : undefined;
    if (!faulty && compareHlc(header.hlc, at.hlc) > 0) at.hlc = header.hlc;
    const entry: { -readonly [K in keyof Entry]: Entry[K] } = {
      document: this.#document,
      writer: this.#writer,
      seq,
      id,
      device: at.device,
      header,
      heads: at.heads,
      payload,
      signature,
      bytes,
    };
    if (previous !== undefined) entry.previous = previous;
    if (at.ground && at.ground !== at.heads) entry.ground = at.ground;
    if (at.epoch !== undefined) entry.epoch = at.epoch;
    if (faulty) entry.void = faulty;
    return entry;
  }

  /** Takes over what a timeline's header states; what makes the entry void, if anything does. */
  #take(header: Entry['header'], seq: number): Fault | undefined {
    const at = this.#at;
    if (header.heads && this.#goesBack(header.heads)) at.voidFrom ??= seq;
    at.heads = header.heads ?? at.heads;
    at.ground ??= at.heads;
    at.epoch = header.epoch ?? at.epoch;
    if (at.voidFrom !== undefined) return VOID.heads;
    if (seq >= this.#forkedFrom) return VOID.forked;
    if (monthOf(header.hlc.ms) !== segmentOf(this.#document)) return VOID.month;
    return compareHlc(header.hlc, at.hlc) > 0 ? undefined : VOID.hlc;
  }

  #goesBack(heads: readonly EntryId[]): boolean {
    const earlier = this.#at.heads;
    return earlier.length > 0 && !this.#judge.descends(heads, earlier);
  }

  /** Where the list ends after this link, the last one given. */
  head(last: ChainLink): WriterHead {
    const { device, n, hlc, heads, ground, epoch, voidFrom } = this.#at;
    return {
      device,
      n,
      count: last.seq + 1,
      lastId: last.id,
      ...(last.previous === undefined ? {} : { beforeLast: last.previous }),
      hlc,
      heads,
      ...(ground === undefined || ground === heads ? {} : { ground }),
      ...(epoch === undefined ? {} : { epoch }),
      ...(voidFrom === undefined ? {} : { voidFrom }),
    };
  }
}

/**
 * TIM-2, ENT-4, LOG-8. Measured against the last entry that counts, so that one of a wrong month or a clock gone mad makes no
 * other void. A void entry stays in the log, since what is held must not depend on what came first.
 */
const VOID = {
  hlc: { code: 'hlc-backwards', say: 'its time is not after that of the entry before' },
  month: { code: 'other-month', say: 'its time is of another month than its document' },
  forked: { code: 'forked', say: 'its device wrote two entries in one slot of this list' },
  heads: { code: 'heads-backwards', say: 'the charter heads stated in its list went backwards' },
} as const satisfies Record<string, Fault>;
