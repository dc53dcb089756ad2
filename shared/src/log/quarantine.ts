import type { DocumentId, EntryId } from '#shared/ids.ts';
import type { Waiting } from '#shared/log/admission.ts';
import type { Run } from '#shared/log/update.ts';

/** LOG-6: bytes of entries one link may have waiting. */
export const QUARANTINE_BYTES = 1024 * 1024;
/** What holding an entry or a name costs beside its bytes: many tiny ones must not cost much. */
const OVERHEAD = 128;

export interface Held {
  readonly document: DocumentId;
  readonly run: Run;
  readonly lacks: readonly EntryId[];
}

/** LOG-6: entries of one link whose charter heads are not here yet. Outside every document, bounded, lost with the link. */
export class Quarantine {
  readonly #limit: number;
  readonly #held = new Map<string, Held>();
  #bytes = 0;

  constructor(limit = QUARANTINE_BYTES) {
    this.#limit = limit;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Keeps a copy of the run. False when there is no room: it is dropped, charged to the link, and can be asked for again. */
  hold(document: DocumentId, { run, lacks }: Waiting): boolean {
    const key = `${document} ${run.writer}`;
    const before = this.#held.get(key);
    const joined = before ? join(before.run, run) : run;
    const held = { document, run: joined, lacks: before ? union(before.lacks, lacks) : lacks };
    const bytes = this.#bytes - (before ? cost(before) : 0) + cost(held);
    if (bytes > this.#limit) return false;
    this.#held.set(key, { ...held, run: copied(joined) });
    this.#bytes = bytes;
    return true;
  }

  /** Takes out what waits no longer, of all documents or of one; goes through the guard again. */
  release(has: (head: EntryId) => boolean, document?: DocumentId): Held[] {
    return this.#take((held) => (document ?? held.document) === held.document && held.lacks.every(has));
  }

  /** Takes out what still waits: the link was asked for the charter and answered without what this rests on. */
  drop(which: (document: DocumentId) => boolean = () => true): Held[] {
    return this.#take(({ document }) => which(document));
  }

  /** What entries of these documents wait for. */
  lacks(which: (document: DocumentId) => boolean = () => true): EntryId[] {
    return [...this.#held.values()].flatMap(({ document, lacks }) => (which(document) ? lacks : []));
  }

  #take(which: (held: Held) => boolean): Held[] {
    const taken: Held[] = [];
    for (const [key, held] of this.#held) {
      if (!which(held)) continue;
      taken.push(held);
      this.#held.delete(key);
      this.#bytes -= cost(held);
    }
    return taken;
  }
}

const union = (a: readonly EntryId[], b: readonly EntryId[]): EntryId[] => [...new Set([...a, ...b])];

/** What came first stays; a later run of the writer adds what goes beyond it, or stands in its place across a gap. */
function join(before: Run, run: Run): Run {
  const end = before.first + before.entries.length;
  if (run.first > end || run.first < before.first) return run;
  return { ...before, entries: [...before.entries, ...run.entries.slice(end - run.first)] };
}

/** Entries are views into a frame of up to 704 KiB, which they would keep alive. What was copied before is not copied again. */
const copied = (run: Run): Run => ({ ...run, entries: run.entries.map(own) });

// Not by `slice`: on a relay these are Buffers, whose `slice` is one more view.
const own = (entry: Uint8Array): Uint8Array =>
  entry.byteLength === entry.buffer.byteLength ? entry : Uint8Array.from(entry);

const cost = ({ run, lacks }: Held): number =>
  run.entries.reduce((sum, entry) => sum + entry.length + OVERHEAD, OVERHEAD * (1 + lacks.length));
