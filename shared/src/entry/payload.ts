/** ENT-6: entries as bytes, with their payload and without. The id is the same either way. */
import { concatBytes, equalBytes } from '#shared/bytes.ts';
import { encodeHeader } from '#shared/entry/header.ts';
import { payloadHash } from '#shared/entry/identify.ts';
import { parseEntry } from '#shared/entry/parse.ts';

/** The husk of a sealed entry; undefined of what is none, is one already, or does not read. */
export function withoutPayload(entry: Uint8Array): Uint8Array | undefined {
  const read = parseEntry(entry);
  if (!read.ok || read.value.header.husk || read.value.header.kind === 'clear') return undefined;
  const { header, payload, signature } = read.value;
  return concatBytes(encodeHeader({ ...header, husk: true }), payloadHash(payload), signature);
}

/** The entry a husk is of; undefined when that had another payload, or the entry is no husk. */
export function withPayload(husk: Uint8Array, payload: Uint8Array): Uint8Array | undefined {
  const read = parseEntry(husk);
  if (!read.ok || !read.value.header.husk || !equalBytes(read.value.payload, payloadHash(payload))) return undefined;
  const { header, signature } = read.value;
  return concatBytes(encodeHeader({ ...header, husk: false }), payload, signature);
}

/** What an entry says, sealed as it came; undefined of a husk. */
export function payloadOf(entry: Uint8Array): Uint8Array | undefined {
  const read = parseEntry(entry);
  return read.ok && !read.value.header.husk ? read.value.payload : undefined;
}
