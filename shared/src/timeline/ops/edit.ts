import * as v from 'valibot';
import { bytesOf } from '#shared/bytes.ts';
import type { EntryId, IdentityId } from '#shared/ids.ts';
import { entryField, mentionsField, TEXT_BYTES, textUpTo } from './fields.ts';
import type { OpKind } from './opKind.ts';

/** A new text for a message, mentions and all. Counts from the message's author, on any device. */
export interface EditOp {
  readonly t: 'edit';
  readonly target: EntryId;
  readonly text: string;
  readonly mentions?: readonly IdentityId[];
}

export const edit: OpKind<EditOp> = {
  schema: v.strictObject({
    t: v.literal('edit'),
    target: entryField,
    text: textUpTo(TEXT_BYTES),
    mentions: v.exactOptional(mentionsField),
  }),

  fields: ({ target, mentions, ...plain }) => ({
    ...plain,
    target: bytesOf(target),
    ...(mentions && { mentions: mentions.map(bytesOf) }),
  }),

  effect(op, by, effects) {
    const { order, at } = by;
    effects.edit(op.target, by, { order, at, text: op.text, ...(op.mentions && { mentions: op.mentions }) });
  },
};
