import type { Charter } from '#shared/charter/charter.ts';
import { isGenesis } from '#shared/charter/genesis.ts';
import { vouched } from '#shared/charter/authority.ts';
import { readDeps, readOp } from '#shared/charter/ops/op.ts';
import { refusal } from '#shared/charter/ops/rule.ts';
import { countedRank } from '#shared/charter/countedRank.ts';
import { type CharterState, mayWriteAs, rankOf } from '#shared/charter/state.ts';
import type { Fault } from '#shared/errors.ts';
import { CHARTER, type EntryId, segmentOf } from '#shared/ids.ts';
import type { Judge, Judged } from '#shared/log/judge.ts';

const STRANGER = refusal('not-member', 'its device has no part in this room');
const BEYOND = refusal('beyond-cut', 'its author was put out or lowered, and this came after what was known then');
const TWO_BRANCHES = refusal('two-branches', 'names two branches of one list');
const SILENT = refusal('not-member', 'its author may not write as of the heads it states');

/** What the guard asks of a room's charter, for its timelines and for the charter's own document. */
export function charterJudge(charter: Charter): Judge {
  // Payloads whose inner signatures were found good here: the charter need not check them a second time.
  const vouchedFor = new WeakSet<Uint8Array>();
  return {
    has: (head) => charter.has(head),
    lacks: (entry) => restsOn(entry).filter((id) => !charter.has(id)),
    judge(entry) {
      if (segmentOf(entry.document) !== CHARTER) return timelineFault(charter, entry);
      const refused = strangerFault(charter, entry) ?? formFault(charter, entry) ?? branchFault(charter, entry);
      if (!refused) vouchedFor.add(entry.payload);
      return refused;
    },
    until: (entry) => countedRank(charter, entry)?.until ?? Infinity,
    slotOf: (entry) => charter.slotOf(entry),
    descends: (later, earlier) => charter.descends(later, earlier),
    taken: (entry, trusted = false) => void charter.add(entry, { trusted: trusted || vouchedFor.has(entry.payload) }),
  };
}

const restsOn = (entry: Judged): readonly EntryId[] =>
  segmentOf(entry.document) === CHARTER ? readDeps(entry.payload) : entry.heads;

/** SYN-4: the author's device is live and may write where the entry says it stands; and CHA-5's cuts leave as much. */
function timelineFault(charter: Charter, entry: Judged): Fault | undefined {
  const counted = countedRank(charter, entry);
  const state = charter.stateAt(entry.heads);
  if (!counted || !mayWriteAs(state, rankOf(state, counted.identity))) return SILENT;
  return mayWriteAs(state, counted.rank) ? undefined : BEYOND;
}

/**
 * A charter takes whatever a device with a part in the room appends: what is not allowed folds to void, and what is merely
 * concurrent with a removal is never refused. Strangers begin a room, come in by an open invite, or are a further device of a member, and no more. Judged by
 * the entry and its ancestors alone, so that all replicas take in the same.
 */
function strangerFault(charter: Charter, entry: Judged): Fault | undefined {
  // A list that began rightly goes on.
  if (entry.seq > 0 || isGenesis(entry)) return undefined;
  const state = charter.stateAt(readDeps(entry.payload));
  return state.devices.has(entry.device) || isWayIn(entry, state) ? undefined : STRANGER;
}

function isWayIn({ device, payload }: Judged, { invites, members }: CharterState): boolean {
  const op = readOp(payload);
  if (!op.ok || !('certificate' in op.value) || op.value.certificate.sign !== device) return false;
  if (op.value.t === 'device.add') return members.has(op.value.certificate.identity);
  if (op.value.t !== 'join') return false;
  const invite = invites.get(op.value.invite);
  return invite?.open === true && !invite.revoked;
}

/** LOG-8a: so that however often a list is forked, each device can make others keep one branch of it. */
function branchFault(charter: Charter, { device, previous, payload }: Judged): Fault | undefined {
  return charter.namesTwoBranches(device, previous, readDeps(payload)) ? TWO_BRANCHES : undefined;
}

/** Kinds of op not known here pass; what no version could mean, or lies about who signed it, does not. */
function formFault(charter: Charter, entry: Judged): Fault | undefined {
  const op = vouched(readOp(entry.payload), charter.room);
  return op.ok || op.fault.code === 'bad-op' ? undefined : op.fault;
}
