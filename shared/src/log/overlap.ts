import { bytesOf } from '#shared/bytes.ts';
import { verify } from '#shared/crypto/sign.ts';
import { entryDigest } from '#shared/entry/identify.ts';
import type { Fault } from '#shared/errors.ts';
import type { Fork } from '#shared/log/admission.ts';
import { chain } from '#shared/log/chain.ts';
import type { DocumentLog, WriterHead } from '#shared/log/documentLog.ts';
import { isGenesis } from '#shared/log/genesis.ts';
import type { Run } from '#shared/log/update.ts';

/** How a run meets what is held of its writer. */
export type Meeting =
  | { readonly is: 'new'; readonly run: Run }
  | { readonly is: 'held' }
  | { readonly is: 'behind'; readonly count: number }
  | { readonly is: 'fork'; readonly fork: Fork }
  | { readonly is: 'refused'; readonly seq: number; readonly fault: Fault };

/**
 * Cuts off what is held already. Where the run covers the last entry held, that one is compared; below it nothing is, since
 * the log keeps no entries: a difference there shows in the digest (LOG-7), or in a run that does not chain.
 */
export function meet(log: DocumentLog, run: Run): Meeting {
  const head = log.heads.get(run.writer);
  const held = head?.count ?? 0;
  if (run.first > held) return { is: 'behind', count: held };
  const tip = run.entries[held - run.first - 1];
  if (head && tip) return meetTip(log, run, head, tip);
  return run.first === held && run.entries.length > 0 ? { is: 'new', run } : { is: 'held' };
}

function meetTip(log: DocumentLog, run: Run, head: WriterHead, tip: Uint8Array): Meeting {
  const seq = head.count - 1;
  const { links, fault } = chain(log.document, run.writer, seq, head.beforeLast, [tip]);
  const link = links[0];
  if (!link) return { is: 'refused', seq, fault: fault ?? NOT_READ };
  if (link.id === head.lastId) {
    const entries = run.entries.slice(head.count - run.first);
    return entries.length > 0 ? { is: 'new', run: { ...run, first: head.count, entries } } : { is: 'held' };
  }
  if (seq === 0 && run.writer === log.founder && !isGenesis(log.document, link.raw))
    return { is: 'refused', seq, fault: NOT_GENESIS };
  const { intro } = link.raw.header;
  if (intro && intro.device !== head.device) return { is: 'refused', seq, fault: WRITER_TAKEN };
  const proven = verify(link.raw.signature, entryDigest(link.core), bytesOf(head.device));
  return { is: 'fork', fork: { writer: run.writer, seq, proven, entry: tip } };
}

const NOT_READ: Fault = { code: 'entry-form', say: 'an entry that does not read' };
/** DOC-1: no fork, for the room's id says which of the two is meant. */
const NOT_GENESIS: Fault = { code: 'not-genesis', say: 'another first entry than the one the room is named after' };
const WRITER_TAKEN: Fault = { code: 'writer-taken', say: 'another device already writes under this writer id' };
