import * as v from 'valibot';
import { bytesOf } from '#shared/bytes.ts';
import type { EntryId } from '#shared/ids.ts';
import { entryField, textUpTo } from './fields.ts';
import type { OpKind } from './opKind.ts';

/** The longest emoji sequences (families, flags of regions) take 35 bytes. */
const EMOJI_BYTES = 64;

/** Puts one reaction of the author's on a message, or takes it off. */
export interface ReactOp {
  readonly t: 'react';
  readonly target: EntryId;
  readonly emoji: string;
  readonly on: boolean;
}

export const react: OpKind<ReactOp> = {
  schema: v.strictObject({
    t: v.literal('react'),
    target: entryField,
    emoji: v.pipe(textUpTo(EMOJI_BYTES), v.minLength(1)),
    on: v.boolean(),
  }),
  fields: ({ target, ...plain }) => ({ ...plain, target: bytesOf(target) }),
  effect: (op, by, effects) => effects.react(op.target, by, op.emoji, op.on),
};
