/** Fields that several ops have in common. In CBOR an id is 32 bytes; between modules it is text. */
import * as v from 'valibot';
import { toText, utf8 } from '#shared/bytes.ts';
import type { EntryId, IdentityId } from '#shared/ids.ts';

const key = v.pipe(v.instance(Uint8Array), v.length(32));

export const entryField = v.pipe(
  key,
  v.transform((bytes) => toText(bytes) as EntryId),
);

export const identityField = v.pipe(
  key,
  v.transform((bytes) => toText(bytes) as IdentityId),
);

/** Text of at most so many bytes as UTF-8: what an entry has room for, whatever the script. */
export const textUpTo = (limit: number) =>
  v.pipe(
    v.string(),
    v.check((text) => text.length <= limit && utf8(text).length <= limit, `longer than ${limit} bytes as UTF-8`),
  );

/** TIM-7. */
export const TEXT_BYTES = 16 * 1024;
export const MENTIONS = 64;

export const mentionsField = v.pipe(v.array(identityField), v.minLength(1), v.maxLength(MENTIONS));
