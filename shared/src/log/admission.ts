import type { Entry } from '#shared/entry/entry.ts';
import type { Fault } from '#shared/errors.ts';
import type { DeviceId, EntryId, WriterId } from '#shared/ids.ts';
import type { Run } from '#shared/log/update.ts';

/** What became of the runs the guard was given. */
export interface Admission {
  /** New in the log, each writer's in order. */
  readonly accepted: readonly Entry[];
  /**
   * Good in form, judged when these charter entries are here (LOG-6). Without any named, the charter lacks its genesis.
   */
  readonly waiting: readonly Waiting[];
  /** Begin beyond what is held of their writer: ask from `count` on. */
  readonly behind: readonly { readonly run: Run; readonly count: number }[];
  /** Refused from this seq on, to be charged to whoever sent it. */
  readonly faults: readonly Refusal[];
  readonly forks: readonly Fork[];
  /** LOG-8a: of a forked charter list, what is kept beside it. Not in the log. */
  readonly beside: readonly Entry[];
}

/** LOG-8a: entries in a row of one list of a charter, which need not be the list that is held of their device. */
export interface BranchRun extends Run {
  readonly device: DeviceId;
  /** Id of the entry before the first; none at seq 0. */
  readonly previous?: EntryId;
}

export interface Waiting {
  readonly run: Run;
  readonly lacks: readonly EntryId[];
}

export interface Refusal {
  readonly writer: WriterId;
  readonly seq: number;
  readonly fault: Fault;
}

/** LOG-7: in this slot stands another entry than the one held. */
export interface Fork {
  readonly writer: WriterId;
  readonly seq: number;
  /** True when this very entry is signed for the slot; else the lists part further down, or the sender made it up. */
  readonly proven: boolean;
  readonly entry: Uint8Array;
}
