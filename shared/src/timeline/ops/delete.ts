import * as v from 'valibot';
import { bytesOf } from '#shared/bytes.ts';
import type { EntryId } from '#shared/ids.ts';
import { entryField } from './fields.ts';
import type { OpKind } from './opKind.ts';

/** Counts from the message's author, and from whoever was a moderator or above when saying it. */
export interface DeleteOp {
  readonly t: 'delete';
  readonly target: EntryId;
}

export const deletion: OpKind<DeleteOp> = {
  schema: v.strictObject({ t: v.literal('delete'), target: entryField }),
  fields: ({ t, target }) => ({ t, target: bytesOf(target) }),
  effect: (op, by, effects) => effects.delete(op.target, by),
};
