import * as v from 'valibot';
import type { OpKind } from './opKind.ts';

/** As many as an identity has live devices (CHA-7). */
const MOST_BOXES = 16;
/** A link to a room, as bytes, and what a sealed box adds. */
const BOX_BYTES = 48 + 48;

/**
 * Calls one member into a conversation of two: the invite to it, sealed to each of their devices. Whom it is for is told to
 * nobody else; who it is from is the author.
 */
export interface CallOp {
  readonly t: 'call';
  readonly boxes: readonly Uint8Array[];
}

export const call: OpKind<CallOp> = {
  schema: v.strictObject({
    t: v.literal('call'),
    boxes: v.pipe(
      v.array(v.pipe(v.instance(Uint8Array), v.length(BOX_BYTES))),
      v.minLength(1),
      v.maxLength(MOST_BOXES),
    ),
  }),
  fields: (op) => ({ ...op }),
  effect: ({ boxes }, by, effects) => effects.call(by, boxes),
};
