import { HASH_BYTES } from '#shared/crypto/hash.ts';
import { SIGNATURE_BYTES } from '#shared/crypto/sign.ts';
import { readHeader, type Header } from '#shared/entry/header.ts';
import { MAX_ENTRY } from '#shared/entry/limits.ts';
import { fault, ok, type Result } from '#shared/errors.ts';

/** An entry's own bytes, taken apart; it does not know its place yet. Views into `bytes`, nothing is copied. */
export interface RawEntry {
  readonly header: Header;
  /** As on the wire, husk flag included. */
  readonly headerBytes: Uint8Array;
  readonly payload: Uint8Array;
  readonly signature: Uint8Array;
  readonly bytes: Uint8Array;
}

/** Takes an entry apart, strictly. What a payload says is for others. */
export function parseEntry(bytes: Uint8Array): Result<RawEntry> {
  if (bytes.length > MAX_ENTRY) return fault('entry-large', `an entry of more than ${MAX_ENTRY} bytes`);
  const read = readHeader(bytes);
  if (!('header' in read)) return { ok: false, fault: read };
  const { header, length } = read;
  const signatureAt = bytes.length - SIGNATURE_BYTES;
  if (signatureAt < length) return fault('entry-form', 'an entry without room for its signature');
  if (header.husk && signatureAt - length !== HASH_BYTES)
    return fault('entry-form', 'a husk that is not one hash long');
  return ok({
    header,
    headerBytes: bytes.subarray(0, length),
    payload: bytes.subarray(length, signatureAt),
    signature: bytes.subarray(signatureAt),
    bytes,
  });
}
