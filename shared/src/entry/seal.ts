import { concatBytes } from '#shared/bytes.ts';
import { hash } from '#shared/crypto/hash.ts';
import { seal } from '#shared/crypto/seal.ts';
import type { Header, Slot } from '#shared/entry/entry.ts';
import { encodeHeader } from '#shared/entry/header.ts';
import { entryContext } from '#shared/entry/identify.ts';
import { pad } from '#shared/entry/padding.ts';

/** Bodies are sealed under a key of their own: what an epoch key seals elsewhere never opens here. */
export const entryKey = (epochKey: Uint8Array): Uint8Array => hash('entry-key', epochKey);

/** ENT-2: a payload that opens in this slot, under this header, alone. `iv` is 24 fresh random bytes. */
export function sealBody(
  epochKey: Uint8Array,
  context: Slot & { readonly header: Header },
  body: Uint8Array,
  iv: Uint8Array,
): Uint8Array {
  const associated = entryContext(context, encodeHeader(context.header));
  return concatBytes(iv, seal(entryKey(epochKey), iv, pad(body), associated));
}
