/** CHA-3: is an op allowed by the fold of its ancestors alone? The answer never changes. */
import type { CharterOp } from '#shared/charter/ops/op.ts';
import { type Claim, refusal, type Standing } from '#shared/charter/ops/rule.ts';
import { ruleOf } from '#shared/charter/ops/rules.ts';
import { actingIdentity, type CharterState, rankOf } from '#shared/charter/state.ts';
import { isGenesis } from '#shared/charter/genesis.ts';
import type { Entry } from '#shared/entry/entry.ts';
import type { Fault, Result } from '#shared/errors.ts';
import type { DeviceId, RoomId } from '#shared/ids.ts';

/** Whose op it is and what they were: as a rule, the member whose live device wrote it. */
export function standingOf(op: CharterOp, device: DeviceId, state: CharterState): Standing {
  const rule = ruleOf(op);
  if (rule.standing) return rule.standing(op, device, state);
  const author = actingIdentity(state, device);
  return { author, rank: rankOf(state, author) };
}

export interface Verdict extends Standing {
  /** Undefined when the payload is not an op known here. */
  readonly op: CharterOp | undefined;
  /** Why the op counts for nothing; undefined when its ancestors allow it. */
  readonly fault: Fault | undefined;
}

/** `state` is the fold of the entry's ancestors. */
export function judgeLocally(entry: Entry, read: Result<CharterOp>, state: CharterState): Verdict {
  if (!read.ok) return { op: undefined, fault: read.fault, author: undefined, rank: undefined };
  const op = read.value;
  const standing = standingOf(op, entry.device, state);
  return { op, fault: faultOf(op, entry, { ...standing, device: entry.device, state }), ...standing };
}

function faultOf(op: CharterOp, entry: Entry, claim: Claim): Fault | undefined {
  if (op.t === 'genesis' && !isGenesis(entry)) return refusal('other-genesis', 'the first entry of another room');
  if (claim.author === undefined || claim.rank === undefined)
    return refusal('no-standing', 'its author is no member as far as its ancestors say');
  return ruleOf(op).check(op, claim);
}

/** The op, unless a signature or key in it is not good. Costs signature checks: done once an entry. */
export function vouched(read: Result<CharterOp>, room: RoomId): Result<CharterOp> {
  const refused = read.ok ? ruleOf(read.value).vouch?.(read.value, room) : undefined;
  return refused ? { ok: false, fault: refused } : read;
}
