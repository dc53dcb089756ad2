import { concatBytes } from '#shared/bytes.ts';
import type { Entry } from '#shared/entry/entry.ts';
import { encodeHeader } from '#shared/entry/header.ts';
import { payloadHash } from '#shared/entry/identify.ts';

/** ENT-6: the same entry, under the same id, without what it said. */
export function huskOf(entry: Entry): Entry {
  if (entry.header.husk || entry.header.kind === 'clear') return entry;
  const header = { ...entry.header, husk: true };
  const payload = payloadHash(entry.payload);
  return { ...entry, header, payload, bytes: concatBytes(encodeHeader(header), payload, entry.signature) };
}
