import * as v from 'valibot';
import { textUpTo } from './fields.ts';
import type { OpKind } from './opKind.ts';

const NAME_BYTES = 256;
/** A small picture for an avatar: leaves room in an entry of 20 KiB for everything else. */
const PICTURE_BYTES = 12 * 1024;

/** How the author wants to be called in this room. */
export interface ProfileOp {
  readonly t: 'profile';
  readonly name: string;
  readonly picture?: Uint8Array;
}

export const profile: OpKind<ProfileOp> = {
  schema: v.strictObject({
    t: v.literal('profile'),
    name: v.pipe(textUpTo(NAME_BYTES), v.minLength(1)),
    picture: v.exactOptional(v.pipe(v.instance(Uint8Array), v.maxLength(PICTURE_BYTES))),
  }),
  fields: (op) => ({ ...op }),
  effect: ({ name, picture }, by, effects) => effects.profile(by, { name, ...(picture && { picture }) }),
};
