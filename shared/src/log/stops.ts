/**
 * LOG-7: where lists stop counting, in digests and in what they do: at the lowest proven fork of a writer, and at a cut that
 * is in force. Replicas may hold different entries beyond; what they hold up to there is compared.
 */
import type { EntryId, WriterId } from '#shared/ids.ts';
import type { ChainLink } from '#shared/log/chain.ts';

/** Why a list stops: each reason is set as a whole, and the lowest count stands. */
export type StopReason = 'fork' | 'cut';

/** The first `count` entries of a list count; `lastId` is the last of them as it stands here. */
export interface Stop {
  readonly count: number;
  readonly lastId?: EntryId;
}

export class Stops {
  readonly #counts = { fork: new Map<WriterId, number>(), cut: new Map<WriterId, number>() };
  /** Ids as they stand here at the counts that are stopped at. */
  readonly #ids = new Map<WriterId, Stop>();

  set(reason: StopReason, counts: ReadonlyMap<WriterId, number>): void {
    this.#counts[reason] = new Map(counts);
  }

  /** Do lists stop for this reason exactly here? */
  areAt(reason: StopReason, counts: ReadonlyMap<WriterId, number>): boolean {
    const known = this.#counts[reason];
    return known.size === counts.size && [...counts].every(([writer, count]) => known.get(writer) === count);
  }

  like(other: Stops): void {
    this.set('fork', other.#counts.fork);
    this.set('cut', other.#counts.cut);
  }

  /** The lowest proven fork's seq. */
  forkOf(writer: WriterId): number | undefined {
    return this.#counts.fork.get(writer);
  }

  /** Lists that stop, for whatever reason. */
  get writers(): ReadonlySet<WriterId> {
    return new Set([...this.#counts.fork.keys(), ...this.#counts.cut.keys()]);
  }

  of(writer: WriterId): Stop | undefined {
    const counts = [this.#counts.fork.get(writer), this.#counts.cut.get(writer)].flatMap((count) => count ?? []);
    if (counts.length === 0) return undefined;
    const count = Math.min(...counts);
    const known = this.#ids.get(writer);
    return known?.count === count ? known : { count };
  }

  /** These entries came in: the one right before a stop is remembered. */
  passed(writer: WriterId, links: readonly Pick<ChainLink, 'seq' | 'id'>[]): void {
    const stop = this.of(writer);
    const last = stop && links.find(({ seq }) => seq === stop.count - 1);
    if (last) this.#ids.set(writer, { count: last.seq + 1, lastId: last.id });
  }
}
