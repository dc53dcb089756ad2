import { bytesOf, utf8 } from '#shared/bytes.ts';
import { hash } from '#shared/crypto/hash.ts';
import type { DeviceId, DocumentId, WriterId } from '#shared/ids.ts';

/** Makes looking for a device key whose writer id meets another's a thousand times dearer. */
const FOLDS = 1024;
/** Writers of a room or two: deriving one takes about a millisecond. */
const KEPT = 4096;
const known = new Map<string, WriterId>();

/**
 * LOG-1: the first 53 bits of x1024, where x1 = H("writer", document, device sign key, n) and each next is
 * H("writer", the one before). It is the Yjs client id of this device in this document.
 */
export function writerId(document: DocumentId, device: DeviceId, n: number): WriterId {
  const key = `${document} ${device} ${n}`;
  const cached = known.get(key);
  if (cached !== undefined) return cached;
  const writer = deriveWriterId(document, device, n);
  if (known.size >= KEPT) known.clear();
  known.set(key, writer);
  return writer;
}

/** The same, not kept: what a writer id costs. */
export function deriveWriterId(document: DocumentId, device: DeviceId, n: number): WriterId {
  let folded = hash('writer', utf8(document), bytesOf(device), Uint8Array.of(n));
  for (let fold = 1; fold < FOLDS; fold++) folded = hash('writer', folded);
  const view = new DataView(folded.buffer, folded.byteOffset);
  return (view.getUint32(0) * 2 ** 21 + (view.getUint32(4) >>> 11)) as WriterId;
}
