import type { Entry } from '#shared/entry/entry.ts';
import { maxSeq } from '#shared/entry/limits.ts';
import type { Fault } from '#shared/errors.ts';
import { segmentOf, type EntryId } from '#shared/ids.ts';
import type { BranchRun } from '#shared/log/admission.ts';
import type { ChainLink } from '#shared/log/chain.ts';
import { isSigned } from '#shared/log/checkpoints.ts';
import { isGenesis } from '#shared/log/genesis.ts';
import {
  accept,
  beginningFault,
  refuse,
  restOf,
  takeBranchInHand,
  takeInHand,
  unsigned,
  type Intake,
  type RunInHand,
} from '#shared/log/intake.ts';
import type { Judged } from '#shared/log/judge.ts';
import type { Run } from '#shared/log/update.ts';

/**
 * Charters: entries of different writers rest on each other, so they are taken one by one as what they rest on is. Each must
 * be signed: what it allows others is decided the moment it comes in, before a later checkpoint could vouch for it.
 */
export function takeCharterRuns(intake: Intake, runs: readonly Run[], branches: readonly BranchRun[] = []): void {
  const open = runs.flatMap((run) => takeInHand(intake, run) ?? []).map((inHand): Pending => ({ inHand, at: 0 }));
  const aside = branches.flatMap((branch) => takeBranchInHand(intake, branch) ?? []);
  const queue = [...genesisFirst(intake, open), ...aside.map((inHand): Pending => ({ inHand, at: 0 }))];
  const blocked = new Map<EntryId, Pending[]>();
  for (const pending of queue) {
    const lacking = takeWhatRests(intake, pending, (entry) => {
      queue.push(...(blocked.get(entry.id) ?? []));
      blocked.delete(entry.id);
    });
    if (!lacking) continue;
    const alike = blocked.get(lacking);
    if (alike) alike.push(pending);
    else blocked.set(lacking, [pending]);
  }
  for (const pending of [...blocked.values()].flat()) wait(intake, pending);
}

/** A run on its way in: its links before `at` are. */
interface Pending {
  readonly inHand: RunInHand;
  at: number;
}

/** DOC-1: an empty charter takes nothing but its genesis; without it, all waits. */
function genesisFirst(intake: Intake, open: readonly Pending[]): Pending[] {
  const { document, size } = intake.log;
  if (size > 0) return [...open];
  const genesis = open.find(({ inHand: { links } }) => links[0] && isGenesis(document, links[0].raw));
  if (genesis) return [genesis, ...open.filter((pending) => pending !== genesis)];
  for (const { inHand } of open) intake.draft.waiting.push({ run: inHand.run, lacks: [] });
  return [];
}

/** Takes links of a run until one lacks something; returns what it lacks. A refused one ends the run. */
function takeWhatRests(intake: Intake, pending: Pending, taken: (entry: Entry) => void): EntryId | undefined {
  const { inHand } = pending;
  const { run, links } = inHand;
  for (let link = links[pending.at]; link; link = links[++pending.at]) {
    if (inHand.beside && intake.judge.has(link.id)) continue;
    const lacking = lacksOf(intake, inHand, link)[0];
    if (lacking !== undefined) return lacking;
    const faulty = intake.trusted ? undefined : faultOf(intake, pending, link);
    if (faulty) {
      refuse(intake, run.writer, link.seq, faulty);
      return undefined;
    }
    accept(intake, inHand, [link]);
    const entry = (inHand.beside ? intake.draft.beside : intake.draft.accepted).at(-1);
    if (entry) intake.judge.taken?.(entry, intake.trusted);
    if (entry) taken(entry);
  }
  refuse(intake, run.writer, run.first + links.length, inHand.fault);
  return undefined;
}

/** What a link rests on and is not here. A list that is held has what goes before; a branch may not. */
function lacksOf(intake: Intake, inHand: RunInHand, link: ChainLink): readonly EntryId[] {
  const { judge } = intake;
  const { previous } = link;
  if (inHand.beside && previous !== undefined && !judge.has(previous)) return [previous];
  return judge.lacks(judgedOf(intake, inHand, link));
}

function faultOf(intake: Intake, { inHand, at }: Pending, link: ChainLink): ReturnType<Intake['judge']['judge']> {
  if (!isSigned(link, inHand.key)) return unsigned(inHand, at);
  if (inHand.beside && !isBranch(intake, inHand, link)) return NO_BRANCH;
  const judged = intake.judge.judge(judgedOf(intake, inHand, link));
  // Last, for deriving a writer id is made to be dear: strangers by the thousand are refused without it.
  return judged ?? (at === 0 ? beginningFault(intake, inHand) : undefined);
}

/** From where the list is known to be forked on, after an entry of the same device in the slot before. */
function isBranch({ log, judge }: Intake, { run, from }: RunInHand, { seq, previous }: ChainLink): boolean {
  const before = previous && judge.slotOf?.(previous);
  const goesOn = seq === 0 || (before?.device === from.device && before.seq === seq - 1);
  return goesOn && seq >= (log.forkOf(run.writer) ?? Infinity) && seq < maxSeq(segmentOf(log.document));
}

const NO_BRANCH: Fault = { code: 'no-branch', say: 'stands beside a list that is not known to be forked' };

const judgedOf = ({ log }: Intake, { run, from }: RunInHand, { raw, seq, previous }: ChainLink): Judged => ({
  document: log.document,
  device: from.device,
  writer: run.writer,
  seq,
  heads: [],
  payload: raw.payload,
  ...(previous === undefined ? {} : { previous }),
});

function wait(intake: Intake, { inHand, at }: Pending): void {
  const { run, links } = inHand;
  const link = links[at];
  if (!link || inHand.beside) return;
  intake.draft.waiting.push({ run: restOf(run, at), lacks: intake.judge.lacks(judgedOf(intake, inHand, link)) });
}
