import type { Charter } from '#shared/charter/charter.ts';
import { isGenesis } from '#shared/charter/genesis.ts';
import { vouched } from '#shared/charter/authority.ts';
import { type CharterOp, readOp } from '#shared/charter/ops/op.ts';
import { refusal } from '#shared/charter/ops/rule.ts';
import { actingIdentity, mayWrite } from '#shared/charter/state.ts';
import type { Fault } from '#shared/errors.ts';
import { CHARTER, type EntryId, segmentOf } from '#shared/ids.ts';
import type { Judge, Judged } from '#shared/log/judge.ts';

const STRANGER = refusal('not-member', 'its device has no part in this room');
const SILENT = refusal('not-member', 'its author may not write as of the heads it states');

/** What the guard asks of a room's charter, for its timelines and for the charter's own document. */
export function charterJudge(charter: Charter): Judge {
  return {
    has: (head) => charter.has(head),
    lacks: (entry) => restsOn(entry).filter((id) => !charter.has(id)),
    judge: (entry) =>
      segmentOf(entry.document) === CHARTER ? charterFault(charter, entry) : timelineFault(charter, entry),
    descends: (later, earlier) => charter.descends(later, earlier),
    taken: (entry) => void charter.add(entry),
  };
}

function restsOn(entry: Judged): readonly EntryId[] {
  if (segmentOf(entry.document) !== CHARTER) return entry.heads;
  const op = readOp(entry.payload);
  return op.ok ? op.value.deps : [];
}

/** SYN-4: the author's device is live and its identity at least a member where the entry says it stands. */
function timelineFault(charter: Charter, entry: Judged): Fault | undefined {
  const state = charter.stateAt(entry.heads);
  const author = actingIdentity(state, entry.device);
  return author !== undefined && mayWrite(state, author) ? undefined : SILENT;
}

/**
 * A charter takes whatever a device with a part in the room appends: what is not allowed folds to void, and what is merely
 * concurrent with a removal is never refused. Strangers may begin a room, or come in by an open invite, and no more.
 */
function charterFault(charter: Charter, entry: Judged): Fault | undefined {
  const op = vouched(readOp(entry.payload), charter.room);
  if (!op.ok && op.fault.code !== 'bad-op') return op.fault;
  if (charter.state().devices.has(entry.device)) return undefined;
  if (isGenesis(entry)) return undefined;
  return op.ok && isJoinOf(op.value, entry, charter) ? undefined : STRANGER;
}

function isJoinOf(op: CharterOp, entry: Judged, charter: Charter): boolean {
  if (op.t !== 'join' || entry.seq !== 0 || op.certificate.sign !== entry.device) return false;
  const invite = charter.state().invites.get(op.invite);
  return invite?.open === true && !invite.revoked;
}
