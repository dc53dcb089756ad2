/**
 * The one door into a document. What is accepted here is in form, chained, vouched for by a signature, and by a device the
 * charter lets write; it is then encoded anew (update.ts) for whatever it goes to. The guard applies and stores nothing, and
 * reads no body.
 */
import { CHARTER, segmentOf, type WriterId } from '#shared/ids.ts';
import type { Admission, BranchRun } from '#shared/log/admission.ts';
import { takeCharterRuns } from '#shared/log/charterRuns.ts';
import type { DocumentLog } from '#shared/log/documentLog.ts';
import type { Intake } from '#shared/log/intake.ts';
import type { Judge } from '#shared/log/judge.ts';
import { takeTimelineRuns } from '#shared/log/timelineRuns.ts';
import type { Run } from '#shared/log/update.ts';

export interface GuardOptions {
  /**
   * For entries this device let in before and kept itself: ids are chained, what is void is found anew, signatures and
   * rights are not checked. What rests on charter entries that are not here (a crash lost them) waits all the same.
   */
  readonly trusted?: boolean;
  /** LOG-8a: of a charter, what stands beside its lists: asked for by id, or kept. What still rests on others is left out. */
  readonly branches?: readonly BranchRun[];
}

/** Lets into the log what may go in, and says what became of the rest. Never throws for anything the runs hold. */
export function admit(log: DocumentLog, runs: readonly Run[], judge: Judge, options: GuardOptions = {}): Admission {
  const draft = { accepted: [], waiting: [], behind: [], faults: [], forks: [], beside: [] };
  const intake: Intake = { log, judge, trusted: options.trusted ?? false, draft };
  const { branches = [] } = options;
  if (segmentOf(log.document) !== CHARTER) for (const pass of passesOf(runs)) takeTimelineRuns(intake, pass);
  else if (branches.length > 0) takeCharterRuns(intake, runs, branches);
  else for (const pass of passesOf(runs)) takeCharterRuns(intake, pass);
  return draft;
}

/** An update has each writer once; runs from several places are taken so that each pass does. */
function passesOf(runs: readonly Run[]): Run[][] {
  const passes: Run[][] = [];
  const given = new Map<WriterId, number>();
  for (const run of runs) {
    const pass = given.get(run.writer) ?? 0;
    given.set(run.writer, pass + 1);
    const others = passes[pass];
    if (others) others.push(run);
    else passes.push([run]);
  }
  return passes;
}
