/**
 * Who may write: what the guard asks about every entry whose form, chain and signatures are good. The log knows nothing of
 * ranks or ops; the charter (charter/judge.ts) answers. Pure, but for `taken`.
 *
 * Charter documents carry their heads in the payload (`deps`), and one batch may hold entries of several writers that rest
 * on each other. So the guard goes over the runs of a charter document entry by entry, as long as anything moves: an entry
 * that lacks nothing and draws no fault is taken, `taken` is told at once, and entries that waited for it are tried again.
 */
import type { Fault } from '#shared/errors.ts';
import type { DeviceId, DocumentId, EntryId, WriterId } from '#shared/ids.ts';
import type { Entry } from '#shared/entry/entry.ts';

/** What is judged of an entry; an `Entry` as the log fills it in will do. */
export interface Judged {
  readonly document: DocumentId;
  readonly device: DeviceId;
  readonly writer: WriterId;
  readonly seq: number;
  /** The charter heads in force for this entry; empty in a charter document, whose entries state `deps`. */
  readonly heads: readonly EntryId[];
  /** Those the list began on, where they are others. */
  readonly ground?: readonly EntryId[];
  readonly payload: Uint8Array;
  /** Of a charter entry, the one before it in its list. */
  readonly previous?: EntryId;
}

export interface Judge {
  /** Is this charter entry here? */
  has(head: EntryId): boolean;
  /** Charter entries this one rests on that are not here: it waits for them (LOG-6). */
  lacks(entry: Judged): readonly EntryId[];
  /** Why the entry may not come in; undefined when it may. Ask only when it lacks nothing. */
  judge(entry: Judged): Fault | undefined;
  /** The seq from which on this writer's entries are to be judged anew, though they state the same heads (CHA-5). */
  until?(entry: Judged): number;
  /** ENT-4: is every one of `earlier` one of `later` or an ancestor of one? All must be here. */
  descends(later: readonly EntryId[], earlier: readonly EntryId[]): boolean;
  /** Whose charter entry this is, and its slot; undefined when it is not here. */
  slotOf?(entry: EntryId): { readonly device: DeviceId; readonly seq: number } | undefined;
  /** An entry of a charter document came in; `trusted` when it was let in before and comes from own storage. */
  taken?(entry: Entry, trusted?: boolean): void;
}
