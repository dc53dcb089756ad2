import * as v from 'valibot';
import { bytesOf } from '#shared/bytes.ts';
import type { EntryId, IdentityId } from '#shared/ids.ts';
import { entryField, mentionsField, TEXT_BYTES, textUpTo } from './fields.ts';
import type { OpKind } from './opKind.ts';

/** TIM-7. */
export const FILES = 16;

export interface MessageOp {
  readonly t: 'message';
  readonly text: string;
  readonly reply?: EntryId;
  readonly thread?: EntryId;
  readonly mentions?: readonly IdentityId[];
  /** Attachments (BLB), kept as they came until there is something that reads them. */
  readonly files?: readonly unknown[];
  /** ms UTC after which the author wants it gone. */
  readonly expires?: number;
}

export const message: OpKind<MessageOp> = {
  schema: v.strictObject({
    t: v.literal('message'),
    text: textUpTo(TEXT_BYTES),
    reply: v.exactOptional(entryField),
    thread: v.exactOptional(entryField),
    mentions: v.exactOptional(mentionsField),
    files: v.exactOptional(v.pipe(v.array(v.unknown()), v.minLength(1), v.maxLength(FILES))),
    expires: v.exactOptional(v.pipe(v.number(), v.safeInteger(), v.minValue(0))),
  }),

  fields: ({ reply, thread, mentions, ...plain }) => ({
    ...plain,
    ...(reply && { reply: bytesOf(reply) }),
    ...(thread && { thread: bytesOf(thread) }),
    ...(mentions && { mentions: mentions.map(bytesOf) }),
  }),

  effect(op, by, effects) {
    const { order, at } = by;
    effects.message(by, { order, at, text: op.text, ...(op.mentions && { mentions: op.mentions }) }, op.reply);
  },
};
