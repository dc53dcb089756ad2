/**
 * The one door into a document. What is accepted here is chained, vouched for by a signature, in form, and by a device the
 * charter lets write; it is then encoded anew (update.ts) for whatever it goes to. The guard applies and stores nothing, and
 * reads no body.
 */
import { bytesOf } from '#shared/bytes.ts';
import { isGoodSignKey } from '#shared/crypto/sign.ts';
import type { Entry } from '#shared/entry/entry.ts';
import { parseEntry } from '#shared/entry/parse.ts';
import type { Fault } from '#shared/errors.ts';
import { CHARTER, segmentOf, type EntryId } from '#shared/ids.ts';
import type { Admission, Fork, Refusal, Waiting } from '#shared/log/admission.ts';
import { chain, type ChainLink } from '#shared/log/chain.ts';
import { vouchedFor } from '#shared/log/checkpoints.ts';
import type { DocumentLog, WriterHead } from '#shared/log/documentLog.ts';
import { isGenesis } from '#shared/log/genesis.ts';
import type { Judge } from '#shared/log/judge.ts';
import { meet } from '#shared/log/overlap.ts';
import { Stander } from '#shared/log/standing.ts';
import type { Run } from '#shared/log/update.ts';
import { writerId } from '#shared/log/writerId.ts';

export interface GuardOptions {
  /**
   * For entries this device let in before and kept itself: ids are chained, what is void is found anew, nothing else is
   * checked. The judge must know the charter already.
   */
  readonly trusted?: boolean;
}

/** Lets into the log what may go in, and says what became of the rest. Never throws for anything the runs hold. */
export function admit(log: DocumentLog, runs: readonly Run[], judge: Judge, options: GuardOptions = {}): Admission {
  const draft: Draft = { accepted: [], waiting: [], behind: [], faults: [], forks: [] };
  for (const run of genesisFirst(log, runs)) takeRun(log, run, judge, options.trusted ?? false, draft);
  return draft;
}

interface Draft extends Admission {
  readonly accepted: Entry[];
  readonly waiting: Waiting[];
  readonly behind: { readonly run: Run; readonly count: number }[];
  readonly faults: Refusal[];
  readonly forks: Fork[];
}

const isEmptyCharter = (log: DocumentLog): boolean => log.size === 0 && segmentOf(log.document) === CHARTER;

function opensRoom(log: DocumentLog, run: Run): boolean {
  const entry = run.first === 0 ? run.entries[0] : undefined;
  const parsed = entry && parseEntry(entry);
  return parsed?.ok === true && isGenesis(log.document, parsed.value);
}

/** Writers come in no order of time, and until its genesis is there a charter takes nothing else (DOC-1). */
function genesisFirst(log: DocumentLog, runs: readonly Run[]): readonly Run[] {
  if (!isEmptyCharter(log)) return runs;
  const opening = runs.find((run) => opensRoom(log, run));
  return opening ? [opening, ...runs.filter((run) => run !== opening)] : runs;
}

function takeRun(log: DocumentLog, run: Run, judge: Judge, trusted: boolean, draft: Draft): void {
  const met = meet(log, run);
  const { writer } = run;
  if (met.is === 'behind') draft.behind.push({ run, count: met.count });
  if (met.is === 'fork') draft.forks.push(met.fork);
  if (met.is === 'refused') draft.faults.push({ writer, seq: met.seq, fault: met.fault });
  if (met.is !== 'new') return;
  if (isEmptyCharter(log) && !opensRoom(log, met.run)) draft.waiting.push({ run: met.run, lacks: [] });
  else takeNew(log, met.run, judge, trusted, draft);
}

function takeNew(log: DocumentLog, run: Run, judge: Judge, trusted: boolean, draft: Draft): void {
  const { writer, first, entries } = run;
  const head = log.heads.get(writer);
  const chained = chain(log.document, writer, first, head?.lastId, entries);
  const from = head ?? chained.links[0]?.raw.header.intro;
  const judged = from && !trusted ? judgeLinks(log, chained.links, from, judge) : { upTo: chained.links.length };
  const links = chained.links.slice(0, judged.upTo);
  const taken = from && !trusted ? vouchedFor(links, bytesOf(from.device)) : links.length;
  const taker = taken > 0 && !head && !trusted ? introFault(log, run, from) : undefined;
  if (from && !taker && taken > 0) accept(log, links.slice(0, taken), writer, from, judge, draft);
  const refuse = (seq: number, fault: Fault): void => void draft.faults.push({ writer, seq, fault });
  if (taker) refuse(first, taker);
  else if (judged.lacks) draft.waiting.push({ run: { writer, first: first + taken, entries: entries.slice(taken) }, lacks: judged.lacks });
  else if (taken < links.length) refuse(first + taken, taken === 0 && head ? DOES_NOT_CHAIN : UNSIGNED);
  else if (judged.fault) refuse(first + taken, judged.fault);
  else if (chained.fault) refuse(first + taken, chained.fault);
}

interface Judged {
  /** How many links, from the first, the charter allows. */
  readonly upTo: number;
  readonly lacks?: readonly EntryId[];
  readonly fault?: Fault;
}

/** Asks once for each set of heads stated: the answer follows from them alone. */
function judgeLinks(
  log: DocumentLog,
  links: readonly ChainLink[],
  from: { readonly device: WriterHead['device']; readonly heads?: readonly EntryId[] },
  judge: Judge,
): Judged {
  let heads: readonly EntryId[] = from.heads ?? [];
  for (const [upTo, link] of links.entries()) {
    const stated = link.raw.header.heads;
    if (upTo > 0 && !stated) continue;
    heads = stated ?? heads;
    const lacks = heads.filter((head) => !judge.has(head));
    if (lacks.length > 0) return { upTo, lacks };
    const fault = judge.judge(log.document, from.device, heads);
    if (fault) return { upTo, fault };
  }
  return { upTo: links.length };
}

/** LOG-1, ID-3: what is wrong with who a new list says writes it. */
function introFault(log: DocumentLog, { writer }: Run, intro: ChainLink['raw']['header']['intro']): Fault | undefined {
  if (!intro || !isGoodSignKey(bytesOf(intro.device))) return BAD_KEY;
  return writerId(log.document, intro.device, intro.n) === writer ? undefined : NOT_ITS_WRITER;
}

function accept(
  log: DocumentLog,
  links: readonly ChainLink[],
  writer: Run['writer'],
  from: ConstructorParameters<typeof Stander>[2],
  judge: Judge,
  draft: Draft,
): void {
  const stander = new Stander(log.document, writer, from, judge);
  for (const link of links) draft.accepted.push(stander.entry(link));
  const last = links.at(-1);
  if (last) log.advance(writer, stander.head(last));
}

const UNSIGNED: Fault = { code: 'signature', say: 'entries no good signature of their device vouches for' };
/** LOG-7: a fork further down, or made up; the peer's entry at the last slot held tells. */
const DOES_NOT_CHAIN: Fault = { code: 'does-not-chain', say: 'entries that do not continue the list held' };
const BAD_KEY: Fault = { code: 'bad-key', say: 'a device key that is not canonical, or of small order' };
const NOT_ITS_WRITER: Fault = { code: 'not-its-writer', say: 'a list under the writer id of another device' };
