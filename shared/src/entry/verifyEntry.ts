import { bytesOf } from '#shared/bytes.ts';
import { verify } from '#shared/crypto/sign.ts';
import type { Entry } from '#shared/entry/entry.ts';
import { encodeHeader } from '#shared/entry/header.ts';
import { entryCore, entryDigest, payloadHash } from '#shared/entry/identify.ts';

/** Whether this very entry is signed by its device. A sender ends runs only where it is (LOG-5). */
export function verifyEntry(entry: Entry): boolean {
  const { header, payload, signature } = entry;
  const said = header.husk ? payload : payloadHash(payload);
  return verify(signature, entryDigest(entryCore(entry, encodeHeader(header), said)), bytesOf(entry.device));
}
