import * as v from 'valibot';
import { textUpTo } from './fields.ts';
import type { OpKind } from './opKind.ts';

/** A table, a slash, and up to two ids. */
const KEY_BYTES = 160;
/** Leaves room in an entry of 20 KiB for everything else. */
export const VALUE_BYTES = 12 * 1024;

/** Keeps a value under a name in the author's own book, or takes it out: what a `self` room is made of. */
export interface KeepOp {
  readonly t: 'keep';
  readonly key: string;
  /** CBOR of whatever is kept; absent to take it out. */
  readonly value?: Uint8Array;
}

export const keep: OpKind<KeepOp> = {
  schema: v.strictObject({
    t: v.literal('keep'),
    key: v.pipe(textUpTo(KEY_BYTES), v.minLength(1)),
    value: v.exactOptional(v.pipe(v.instance(Uint8Array), v.maxLength(VALUE_BYTES))),
  }),
  fields: (op) => ({ ...op }),
  effect: ({ key, value }, by, effects) => effects.keep(by, key, value),
};
