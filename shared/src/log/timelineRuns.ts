import type { Fault } from '#shared/errors.ts';
import type { EntryId } from '#shared/ids.ts';
import { vouchedFor } from '#shared/log/checkpoints.ts';
import {
  accept,
  beginningFault,
  refuse,
  restOf,
  takeInHand,
  unsigned,
  type Intake,
  type RunInHand,
} from '#shared/log/intake.ts';
import type { Run } from '#shared/log/update.ts';

/** Timelines: lists stand side by side, each is judged by the charter alone. Checked at checkpoints (LOG-5). */
export function takeTimelineRuns(intake: Intake, runs: readonly Run[]): void {
  for (const run of runs) {
    const inHand = takeInHand(intake, run);
    if (inHand && intake.trusted) takeTrusted(intake, inHand);
    else if (inHand) takeRun(intake, inHand);
  }
}

/** Judged before; but what it rests on may be lost, with a store that kept this and not that. */
function takeTrusted(intake: Intake, inHand: RunInHand): void {
  const { run, links } = inHand;
  const { upTo, lacks } = restsUpTo(intake, inHand);
  accept(intake, inHand, links.slice(0, upTo));
  if (lacks) intake.draft.waiting.push({ run: restOf(run, upTo), lacks });
}

function restsUpTo({ judge }: Intake, { links }: RunInHand): Judged {
  for (const [upTo, { raw }] of links.entries()) {
    const lacks = raw.header.heads?.filter((head) => !judge.has(head)) ?? [];
    if (lacks.length > 0) return { upTo, lacks };
  }
  return { upTo: links.length };
}

function takeRun(intake: Intake, inHand: RunInHand): void {
  const { run, links, fault } = inHand;
  const judged = judgeLinks(intake, inHand);
  const taken = vouchedFor(links.slice(0, judged.upTo), inHand.key);
  const beginning = taken > 0 ? beginningFault(intake, inHand) : undefined;
  if (beginning) {
    refuse(intake, run.writer, run.first, beginning);
    return;
  }
  accept(intake, inHand, links.slice(0, taken));
  if (judged.lacks) intake.draft.waiting.push({ run: restOf(run, taken), lacks: judged.lacks });
  else if (taken < judged.upTo) refuse(intake, run.writer, run.first + taken, unsigned(inHand, taken));
  else refuse(intake, run.writer, run.first + taken, judged.fault ?? fault);
}

interface Judged {
  /** How many links, from the first, the charter allows. */
  readonly upTo: number;
  readonly lacks?: readonly EntryId[];
  readonly fault?: Fault;
}

/** Asks once for each set of heads stated, and where the judge says that the answer changes. */
function judgeLinks({ log, judge }: Intake, { run, links, from }: RunInHand): Judged {
  const { document } = log;
  const { device } = from;
  const { writer } = run;
  let heads: readonly EntryId[] = 'heads' in from ? from.heads : [];
  let ground = 'heads' in from ? (from.ground ?? from.heads) : undefined;
  let until = Infinity;
  for (const [upTo, { raw, seq }] of links.entries()) {
    if (upTo > 0 && !raw.header.heads && seq < until) continue;
    heads = raw.header.heads ?? heads;
    ground ??= heads;
    const entry = { document, device, writer, seq, heads, ground, payload: raw.payload };
    const lacks = judge.lacks(entry);
    if (lacks.length > 0) return { upTo, lacks };
    const fault = judge.judge(entry);
    if (fault) return { upTo, fault };
    until = judge.until?.(entry) ?? Infinity;
  }
  return { upTo: links.length };
}
