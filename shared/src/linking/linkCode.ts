/**
 * Linking a device (ID-6): `<relay>/#link/<secret>`, shown by a device that holds the identity. The secret is used once and never
 * reaches a server: the names of the boxes the two leave things in, and the keys that seal them, are derived from it.
 */
import { bytesOf, fromText, toText, utf8 } from '#shared/bytes.ts';
import { hash } from '#shared/crypto/hash.ts';
import { fault, ok, type Result } from '#shared/errors.ts';
import type { IdentityId, DeviceId } from '#shared/ids.ts';
import { wordsOf } from '#shared/wordlist.ts';

export const LINK_SECRET_BYTES = 16;
const LINK = /^(https?:\/\/[^/#?\s]+)\/#link\/([A-Za-z0-9_-]{22})$/;
const WORD_COUNT = 6;

/** Who leaves what: `hello` and `welcome` are the holder's, `keys` the new device's. */
export type LinkBox = 'hello' | 'keys' | 'welcome';

/** `relay`: an origin. */
export const linkText = (relay: string, secret: Uint8Array): string => `${relay}/#link/${toText(secret)}`;

export function readLinkText(text: string, relay: string): Result<Uint8Array> {
  const [, origin = '', secretText = ''] = LINK.exec(text.trim()) ?? [];
  const secret = fromText(secretText);
  if (secret?.length !== LINK_SECRET_BYTES)
    return fault('bad-link', 'This is not a whole code of another device. Copy it again.');
  return origin === relay ? ok(secret) : fault('elsewhere', `That device uses ${origin}. Open it there.`);
}

/** Name of a box on the relay, 43 characters. */
export const boxName = (secret: Uint8Array, box: LinkBox): string => toText(hash('link-box', secret, utf8(box)));

export const boxKey = (secret: Uint8Array, box: LinkBox): Uint8Array => hash('link-key', secret, utf8(box));

/** Six words, the same on both: of the secret, who is asked, and what asks. */
export const linkWords = (
  secret: Uint8Array,
  holder: { readonly identity: IdentityId; readonly device: DeviceId },
  asking: { readonly sign: DeviceId; readonly box: Uint8Array },
): string[] =>
  wordsOf(
    hash('link-words', secret, bytesOf(holder.identity), bytesOf(holder.device), bytesOf(asking.sign), asking.box),
    WORD_COUNT,
  );
