import type { Effects, OpKind, Saying } from './opKind.ts';
import { call, type CallOp } from './call.ts';
import { deletion, type DeleteOp } from './delete.ts';
import { edit, type EditOp } from './edit.ts';
import { keep, type KeepOp } from './keep.ts';
import { message, type MessageOp } from './message.ts';
import { profile, type ProfileOp } from './profile.ts';
import { react, type ReactOp } from './react.ts';

export type TimelineOp = MessageOp | EditOp | DeleteOp | ReactOp | ProfileOp | KeepOp | CallOp;

/** An op this version does not know: kept in the log, without effect here (TIM-4). */
export interface UnknownOp {
  readonly t: unknown;
}

type Kinds = { readonly [Name in TimelineOp['t']]: OpKind<Extract<TimelineOp, { t: Name }>> };

/** Pins, polls, votes, files and notebooks come here. */
export const opKinds: Kinds = { message, edit, delete: deletion, react, profile, keep, call };

export const isKnown = (op: TimelineOp | UnknownOp): op is TimelineOp =>
  typeof op.t === 'string' && Object.hasOwn(opKinds, op.t);

export const fieldsOf = (op: TimelineOp): Record<string, unknown> => kindOf(op).fields(op);

export const takeEffect = <By extends Saying>(op: TimelineOp, by: By, effects: Effects<By>): void =>
  kindOf(op).effect(op, by, effects);

const kindOf = (op: TimelineOp): OpKind<TimelineOp> => opKinds[op.t];
