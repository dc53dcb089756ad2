import { bytesOf } from '#shared/bytes.ts';
import { isGoodSignKey } from '#shared/crypto/sign.ts';
import type { Entry } from '#shared/entry/entry.ts';
import type { Fault } from '#shared/errors.ts';
import type { EntryId, WriterId } from '#shared/ids.ts';
import type { Admission, BranchRun, Fork, Refusal, Waiting } from '#shared/log/admission.ts';
import { chain, type ChainLink } from '#shared/log/chain.ts';
import type { DocumentLog } from '#shared/log/documentLog.ts';
import type { Judge } from '#shared/log/judge.ts';
import { meet } from '#shared/log/overlap.ts';
import { Stander, type Beginning } from '#shared/log/standing.ts';
import type { Run } from '#shared/log/update.ts';
import { writerId } from '#shared/log/writerId.ts';

/** One call of the guard: what it works on and what has become of the runs so far. */
export interface Intake {
  readonly log: DocumentLog;
  readonly judge: Judge;
  readonly trusted: boolean;
  readonly draft: Draft;
}

export interface Draft extends Admission {
  readonly accepted: Entry[];
  readonly waiting: Waiting[];
  readonly behind: { readonly run: Run; readonly count: number }[];
  readonly faults: Refusal[];
  readonly forks: Fork[];
  readonly beside: Entry[];
}

/** The new part of a run, taken apart and chained to what is held. */
export interface RunInHand {
  readonly run: Run;
  readonly links: readonly ChainLink[];
  /** Why there are fewer links than entries. */
  readonly fault: Fault | undefined;
  /** Where the list stands before the first link: held, or as its intro says. */
  readonly from: Beginning;
  readonly key: Uint8Array;
  /** LOG-8a: a branch, which the log does not hold. `previous`: what it goes on from. */
  readonly beside?: { readonly previous: EntryId | undefined };
}

/** Takes a run in hand; what is not new of it, or does not even begin, is noted and dropped. */
export function takeInHand({ log, draft, trusted }: Intake, run: Run): RunInHand | undefined {
  if (!trusted && isForkedBelow(log, run.writer)) return undefined;
  const met = meet(log, run);
  const { writer } = run;
  if (met.is === 'behind') draft.behind.push({ run, count: met.count });
  if (met.is === 'fork') draft.forks.push(met.fork);
  if (met.is === 'refused') draft.faults.push({ writer, seq: met.seq, fault: met.fault });
  if (met.is !== 'new') return undefined;
  const head = log.heads.get(writer);
  const { links, fault } = chain(log.document, writer, met.run.first, head?.lastId, met.run.entries);
  const from = head ?? links[0]?.raw.header.intro;
  if (from) return { run: met.run, links, fault, from, key: bytesOf(from.device) };
  if (fault) draft.faults.push({ writer, seq: met.run.first, fault });
  return undefined;
}

/** LOG-8: of a list known to be forked nothing comes in beyond the fork, whichever branch it continues. */
const isForkedBelow = (log: DocumentLog, writer: WriterId): boolean =>
  log.count(writer) > (log.forkOf(writer) ?? Infinity);

/**
 * LOG-8a: a branch, taken apart. Only where the list is known to be forked that far down: what stands beside it would else count
 * as if nothing were wrong.
 */
export function takeBranchInHand({ log, trusted }: Intake, branch: BranchRun): RunInHand | undefined {
  const { device, writer, first, previous, entries } = branch;
  if (!trusted && log.heads.get(writer)?.device !== device) return undefined;
  const { links } = chain(log.document, writer, first, previous, entries);
  const beside = { previous };
  return { run: branch, links, fault: undefined, from: { device, n: 0 }, key: bytesOf(device), beside };
}

/** LOG-1, ID-3: what is wrong with who a list that begins here says writes it. */
export function beginningFault({ log }: Intake, { run, from, key }: RunInHand): Fault | undefined {
  if (run.first > 0) return undefined;
  if (!isGoodSignKey(key)) return BAD_KEY;
  return writerId(log.document, from.device, from.n) === run.writer ? undefined : NOT_ITS_WRITER;
}

/** Adds links that stood every check to the log, in order; those of a branch to what is kept beside it. */
export function accept(
  { log, judge, draft }: Intake,
  { run, from, beside }: RunInHand,
  links: readonly ChainLink[],
): void {
  if (beside) {
    const stander = new Stander(log, run.writer, from, judge);
    for (const link of links) draft.beside.push(stander.entry(link));
    return;
  }
  const stander = new Stander(log, run.writer, log.heads.get(run.writer) ?? from, judge);
  for (const link of links) draft.accepted.push(stander.entry(link));
  const last = links.at(-1);
  if (!last) return;
  log.advance(run.writer, stander.head(last));
  log.passed(run.writer, links);
}

export function refuse({ draft }: Intake, writer: WriterId, seq: number, fault: Fault | undefined): void {
  if (fault) draft.faults.push({ writer, seq, fault });
}

/** What is left of a run from its link `taken` on. */
export const restOf = ({ writer, first, entries }: Run, taken: number): Run => ({
  writer,
  first: first + taken,
  entries: entries.slice(taken),
});

/** Why no signature vouches: LOG-7 asks for the peer's entry at the last slot held when nothing of a run does. */
export const unsigned = ({ run }: RunInHand, taken: number): Fault =>
  taken === 0 && run.first > 0 ? DOES_NOT_CHAIN : UNSIGNED;

const UNSIGNED: Fault = { code: 'signature', say: 'entries no good signature of their device vouches for' };
const DOES_NOT_CHAIN: Fault = { code: 'does-not-chain', say: 'entries that do not continue the list held' };
const BAD_KEY: Fault = { code: 'bad-key', say: 'a device key that is not canonical, or of small order' };
const NOT_ITS_WRITER: Fault = { code: 'not-its-writer', say: 'a list under the writer id of another device' };
