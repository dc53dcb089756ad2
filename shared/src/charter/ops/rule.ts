import type { CharterState } from '#shared/charter/state.ts';
import type { Rank } from '#shared/charter/rank.ts';
import type { Fault } from '#shared/errors.ts';
import type { DeviceId, EntryId, IdentityId, RoomId } from '#shared/ids.ts';

/** Who does an op, and the rank it is judged at; both undefined for whoever has no say. */
export interface Standing {
  readonly author: IdentityId | undefined;
  readonly rank: Rank | undefined;
}

/** An op before the fold of its ancestors (CHA-3). */
export interface Claim extends Standing {
  readonly state: CharterState;
  readonly device: DeviceId;
}

/** An accepted op as the fold comes to it. */
export interface Done {
  readonly id: EntryId;
  readonly device: DeviceId;
  readonly author: IdentityId;
  /** The effective rank it was decided at. */
  readonly rank: Rank;
  /** The fold of its ancestors: what its author knew. */
  readonly before: CharterState;
  /** Is that op among the ancestors of this one, or of another? */
  descends(earlier: EntryId, later?: EntryId): boolean;
}

/** All that a kind of op means. One op, one file. */
export interface Rule<Op> {
  /** Signatures and keys the op carries: judged by the op alone, once. */
  vouch?(op: Op, room: RoomId): Fault | undefined;
  /** Where authority does not come from the author's own membership. */
  standing?(op: Op, device: DeviceId, state: CharterState): Standing;
  /** Why the author may not; undefined when they may. */
  check(op: Op, claim: Claim): Fault | undefined;
  /** The state after it. */
  effect(state: CharterState, op: Op, done: Done): CharterState;
}

export const refusal = (code: string, say: string): Fault => ({ code, say });

export const OUTRANKED: Fault = refusal('outranked', 'only somebody of higher rank may do this');

export const NOT_ALONE: Fault = refusal(
  'asked',
  'in this room nobody comes in alone: somebody carries each of them in',
);

export const FULL: Fault = refusal('full', 'a conversation of two has two people in it already');

export const PUBLIC: Fault = refusal('public', 'in a public room every link lets people in at once');
