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

interface Doubt {
  /** From which count on not to believe. */
  readonly from: number;
  /** What was said meanwhile, and not believed. */
  readonly claimed: number;
}

interface Ask {
  readonly document: DocumentId;
  readonly slots: readonly Slot[];
}
type Slot = readonly [WriterId, number];

/** What an answer settles: how far lists are the same, and what was claimed beyond what was asked about. */
export interface Settled {
  readonly same: StateVector;
  readonly claimed: StateVector;
}

export class OwnDoubts {
  readonly #doubts = new Map<string, Doubt>();
  /** Asked and not answered, in order: so are the answers. */
  readonly #asks: Ask[] = [];

  /** The other side says what it holds. What to ask about the slots it may have filled otherwise. */
  look(document: DocumentId, lists: readonly OwnList[], theirs: StateVector): Compare | undefined {
    const slots = lists.flatMap(({ writer, count, unsentFrom }) => {
      const end = Math.min(count, theirs.get(writer) ?? 0);
      if (unsentFrom === undefined || unsentFrom >= end) return [];
      const from = Math.max(0, unsentFrom - 1);
      return Array.from({ length: end - from }, (_, i): Slot => [writer, from + i]);
    });
    for (const { writer, unsentFrom } of lists)
      if (unsentFrom !== undefined && slots.some(([one]) => one === writer))
        this.#doubt(document, writer, unsentFrom, theirs.get(writer));
    return slots.length === 0 ? undefined : this.#ask(document, slots.slice(0, MAX_SLOTS));
  }

  /** It asks to be shown this slot of an own list, none of which was acknowledged from `from` on. */
  doubt(document: DocumentId, [writer, seq]: Slot, from: number): Compare {
    this.#doubt(document, writer, from);
    return this.#ask(
      document,
      seq > 0
        ? [
            [writer, seq - 1],
            [writer, seq],
          ]
        : [[writer, seq]],
    );
  }

  /** The counts, as far as they can be believed. */
  believed(document: DocumentId, counts: StateVector): StateVector {
    if (this.#doubts.size === 0) return counts;
    return new Map([...counts].map(([writer, count]) => [writer, this.#believed(document, writer, count)]));
  }

  /** An answer, and in which lists it differs from what is here: those stay in doubt until the fork is proven. */
  settle(document: DocumentId, { slots }: Compared, differing: ReadonlySet<WriterId>): Settled {
    const same = new Map<WriterId, number>();
    const claimed = new Map<WriterId, number>();
    for (const [writer, highest] of this.#answered(document, slots)) {
      const key = keyOf(document, writer);
      const doubt = this.#doubts.get(key);
      if (!doubt || differing.has(writer)) continue;
      this.#doubts.delete(key);
      const end = Math.max(doubt.from, ...slots.flatMap(([one, seq]) => (one === writer ? [seq + 1] : [])));
      same.set(writer, end);
      // Whoever does not show what it was asked for is not believed to have more.
      if (end > highest && doubt.claimed > end) claimed.set(writer, doubt.claimed);
    }
    return { same, claimed };
  }

  clear(): void {
    this.#doubts.clear();
    this.#asks.length = 0;
  }

  #doubt(document: DocumentId, writer: WriterId, from: number, claim = 0): void {
    const key = keyOf(document, writer);
    const before = this.#doubts.get(key);
    this.#doubts.set(key, {
      from: Math.min(from, before?.from ?? Infinity),
      claimed: Math.max(claim, before?.claimed ?? 0),
    });
  }

  #believed(document: DocumentId, writer: WriterId, count: number): number {
    const doubt = this.#doubts.get(keyOf(document, writer));
    if (!doubt || count <= doubt.from) return count;
    this.#doubt(document, writer, doubt.from, count);
    return doubt.from;
  }

  #ask(document: DocumentId, slots: readonly Slot[]): Compare {
    this.#asks.push({ document, slots });
    return { type: 'compare', room: roomOf(document), segment: segmentOf(document), slots };
  }

  /** The lists that these slots answer about, each with the highest slot asked; none where a search for forks had asked. */
  #answered(document: DocumentId, slots: Compared['slots']): Map<WriterId, number> {
    const asked = ({ slots: about }: Ask, [writer, seq]: readonly [WriterId, number, ...unknown[]]): boolean =>
      about.some(([one, slot]) => one === writer && slot === seq);
    const at = this.#asks.findIndex((ask) => ask.document === document && slots.every((slot) => asked(ask, slot)));
    const [ask] = at < 0 ? [] : this.#asks.splice(at, 1);
    return new Map(ask?.slots ?? []);
  }
}

const keyOf = (document: DocumentId, writer: WriterId): string => `${document} ${writer}`;
