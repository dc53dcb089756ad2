import { equalBytes, utf8 } from '#shared/bytes.ts';
import { hash } from '#shared/crypto/hash.ts';
import type { Segment } from '#shared/ids.ts';

/** Digest of a document without entries: having it and not having it are the same. */
const emptyDigest = (): Uint8Array => hash('digest', new Uint8Array(0));

/** SYN-2: H("root", segment, digest, …) over a room's documents by segment; the same exactly when all of them are. */
export function rootDigest(
  documents: readonly { readonly segment: Segment; readonly digest: Uint8Array }[],
): Uint8Array {
  const empty = emptyDigest();
  const told = documents.filter(({ digest }) => !equalBytes(digest, empty));
  const sorted = told.sort((a, b) => (a.segment < b.segment ? -1 : 1));
  return hash('root', ...sorted.flatMap(({ segment, digest }) => [utf8(segment), digest]));
}
