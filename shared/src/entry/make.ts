import { concatBytes, toText } from '#shared/bytes.ts';
import { sign } from '#shared/crypto/sign.ts';
import type { Entry, Header } from '#shared/entry/entry.ts';
import { encodeHeader } from '#shared/entry/header.ts';
import { entryCore, entryDigest, entryIdBytes, payloadHash } from '#shared/entry/identify.ts';
import type { DeviceId, DocumentId, EntryId, WriterId } from '#shared/ids.ts';

export interface Making {
  readonly document: DocumentId;
  readonly writer: WriterId;
  readonly seq: number;
  readonly previous?: EntryId | undefined;
  readonly header: Header;
  /** Clear CBOR, or what `sealBody` gave for this very slot and header. */
  readonly payload: Uint8Array;
  readonly device: DeviceId;
  readonly secretKey: Uint8Array;
}

/** Signs an entry into its slot. Its heads and epoch are those its own header states; the log knows those in force. */
export function makeEntry(making: Making): Entry {
  const { document, writer, seq, previous, header, payload, device } = making;
  const slot = { document, writer, seq, ...(previous ? { previous } : {}) };
  const headerBytes = encodeHeader(header);
  const core = entryCore(slot, headerBytes, payloadHash(payload));
  const signature = sign(entryDigest(core), making.secretKey);
  return {
    ...slot,
    id: toText(entryIdBytes(core, signature)) as EntryId,
    device,
    header,
    heads: header.heads ?? [],
    ...(header.epoch ? { epoch: header.epoch } : {}),
    payload,
    signature,
    bytes: concatBytes(headerBytes, payload, signature),
  };
}
