import { bytesOf, toText, u64, utf8 } from '#shared/bytes.ts';
import { hash } from '#shared/crypto/hash.ts';
import { headerFault } from '#shared/entry/form.ts';
import { hashedHeader } from '#shared/entry/header.ts';
import { entryIdBytes, payloadHash } from '#shared/entry/identify.ts';
import { parseEntry, type RawEntry } from '#shared/entry/parse.ts';
import type { Fault } from '#shared/errors.ts';
import { segmentOf, type DocumentId, type EntryId, type WriterId } from '#shared/ids.ts';

/** An entry in its place: what its signature covers and its id, if everything before it is what it takes it for. */
export interface ChainLink {
  readonly raw: RawEntry;
  readonly seq: number;
  readonly previous?: EntryId;
  readonly core: Uint8Array;
  readonly id: EntryId;
}

export interface Chained {
  readonly links: readonly ChainLink[];
  /** Why the links end before the entries do. */
  readonly fault?: Fault;
}

const NONE = new Uint8Array(0);

/** Parses entries of one writer and chains their ids, from `first`, after the entry `previous`. Checks no signature. */
export function chain(
  document: DocumentId,
  writer: WriterId,
  first: number,
  previous: EntryId | undefined,
  entries: readonly Uint8Array[],
): Chained {
  const segment = segmentOf(document);
  const documentBytes = utf8(document);
  const writerBytes = u64(writer);
  const links: ChainLink[] = [];
  let before = previous;
  let beforeBytes = previous ? bytesOf(previous) : NONE;
  for (const bytes of entries) {
    const seq = first + links.length;
    const parsed = parseEntry(bytes);
    if (!parsed.ok) return { links, fault: parsed.fault };
    const raw = parsed.value;
    const misplaced = headerFault(raw.header, segment, seq);
    if (misplaced) return { links, fault: misplaced };
    const said = raw.header.husk ? raw.payload : payloadHash(raw.payload);
    const core = hash('entry', documentBytes, writerBytes, u64(seq), beforeBytes, hashedHeader(raw.headerBytes), said);
    beforeBytes = entryIdBytes(core, raw.signature);
    const id = toText(beforeBytes) as EntryId;
    links.push(before ? { raw, seq, previous: before, core, id } : { raw, seq, core, id });
    before = id;
  }
  return { links };
}
