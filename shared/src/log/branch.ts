import { bytesOf, concatBytes } from '#shared/bytes.ts';
import { encodeHeader } from '#shared/entry/header.ts';
import { payloadHash } from '#shared/entry/identify.ts';
import { parseEntry } from '#shared/entry/parse.ts';
import type { DeviceId, DocumentId, EntryId, WriterId } from '#shared/ids.ts';
import { chain, type ChainLink } from '#shared/log/chain.ts';
import { CHECKPOINT, isSigned } from '#shared/log/checkpoints.ts';

/** LOG-8: entries of one list from some slot on to one with a good signature, which vouches for all of them. */
export interface Branch {
  /** Id of the entry before the first; none at seq 0. */
  readonly previous?: EntryId;
  readonly entries: readonly Uint8Array[];
}

/** Every so many entries of a list one carries a signature that was checked (LOG-5): a branch need not be longer. */
export const MAX_BRANCH = CHECKPOINT;

/** Whose list it is and where in it a branch begins. */
export interface BranchPlace {
  readonly document: DocumentId;
  readonly writer: WriterId;
  readonly device: DeviceId;
  readonly seq: number;
}

/**
 * The list from `seq` on, as far as the first good signature and without what was said: ids need no payloads (ENT-6), and
 * whoever is shown a fork need not be able to read. Undefined when none of these entries vouches for the first.
 */
export function branchOf(
  { document, writer, device, seq }: BranchPlace,
  previous: EntryId | undefined,
  entries: readonly Uint8Array[],
): Branch | undefined {
  const { links } = chain(document, writer, seq, previous, entries.slice(0, MAX_BRANCH));
  const key = bytesOf(device);
  const signed = links.findIndex((link) => isSigned(link, key));
  if (signed < 0) return undefined;
  const cut = links.slice(0, signed + 1).map(({ raw }) => wordless(raw.bytes));
  return { ...(previous === undefined ? {} : { previous }), entries: cut };
}

/** The links of a branch; undefined unless it is in form and its last entry is signed by the device. */
export function readBranch(
  { document, writer, device, seq }: BranchPlace,
  { previous, entries }: Branch,
): readonly ChainLink[] | undefined {
  if (entries.length === 0 || entries.length > MAX_BRANCH || (seq === 0) !== (previous === undefined)) return undefined;
  const { links, fault } = chain(document, writer, seq, previous, entries);
  const last = links.at(-1);
  return !fault && last && isSigned(last, bytesOf(device)) ? links : undefined;
}

/** A sealed entry as a husk. Its place is not looked at, so it is one of no verdict (ENT-6). */
function wordless(bytes: Uint8Array): Uint8Array {
  const parsed = parseEntry(bytes);
  if (!parsed.ok || parsed.value.header.kind === 'clear' || parsed.value.header.husk) return Uint8Array.from(bytes);
  const { header, payload, signature } = parsed.value;
  return concatBytes(encodeHeader({ ...header, husk: true }), payloadHash(payload), signature);
}
