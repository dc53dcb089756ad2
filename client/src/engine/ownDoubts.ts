/**
 * LOG-9: a profile that was restored or copied wrote on where it stood; somebody may hold other entries in those very slots, from the
 * life it does not remember. So of a list of one's own a count says nothing as long as it covers what was never acknowledged: what
 * stands there is asked for first. Where it is another entry, this device takes back what only it has, and says it again elsewhere.
 */
import { roomOf, segmentOf, type DocumentId, type WriterId } from '#shared/ids.ts';
import type { StateVector } from '#shared/log/stateVector.ts';
import { MAX_SLOTS } from '#shared/wire/forkSchemas.ts';
import type { Compare, Compared } from '#shared/wire/frames.ts';

/** Of an own list: how many entries it has here, and from where on none was acknowledged; undefined when all are. */
export interface OwnList {
  readonly writer: WriterId;
  readonly count: number;
  readonly unsentFrom: number | undefined;
}

export class OwnDoubts {
  /** From which count on not to believe. */
  readonly #doubted = new Map<string, number>();

  /** The other side says what it holds. What to ask about the slots it may have filled otherwise. */
  look(document: DocumentId, lists: readonly OwnList[], theirs: StateVector): Compare | undefined {
    const slots = lists.flatMap(({ writer, count, unsentFrom }) => {
      const end = Math.min(count, theirs.get(writer) ?? 0);
      if (unsentFrom === undefined || unsentFrom >= end) return [];
      this.doubt(document, writer, unsentFrom);
      const from = Math.max(0, unsentFrom - 1);
      return Array.from({ length: end - from }, (_, i) => [writer, from + i] as const);
    });
    if (slots.length === 0) return undefined;
    return { type: 'compare', room: roomOf(document), segment: segmentOf(document), slots: slots.slice(0, MAX_SLOTS) };
  }

  doubt(document: DocumentId, writer: WriterId, from: number): void {
    const key = keyOf(document, writer);
    this.#doubted.set(key, Math.min(from, this.#doubted.get(key) ?? Infinity));
  }

  /** The counts, as far as they can be believed. */
  believed(document: DocumentId, counts: StateVector): StateVector {
    if (this.#doubted.size === 0) return counts;
    return new Map(
      [...counts].map(([writer, count]) => [
        writer,
        Math.min(count, this.#doubted.get(keyOf(document, writer)) ?? Infinity),
      ]),
    );
  }

  /** The answer, and in which lists it differs from what is here: how far the others are the same. */
  settle(document: DocumentId, { slots }: Compared, differing: ReadonlySet<WriterId>): StateVector {
    const same = new Map<WriterId, number>();
    for (const [writer, seq] of slots)
      if (!differing.has(writer) && this.#doubted.has(keyOf(document, writer)))
        same.set(writer, Math.max(seq + 1, same.get(writer) ?? 0));
    for (const writer of same.keys()) this.#doubted.delete(keyOf(document, writer));
    return same;
  }

  clear(): void {
    this.#doubted.clear();
  }
}

const keyOf = (document: DocumentId, writer: WriterId): string => `${document} ${writer}`;
