/** ENT: what an entry's signature covers and what its id is. */
import { bytesOf, u64, utf8 } from '#shared/bytes.ts';
import { hash, hashInput } from '#shared/crypto/hash.ts';
import type { Slot } from '#shared/entry/entry.ts';
import { hashedHeader } from '#shared/entry/header.ts';

const NONE = new Uint8Array(0);

const slotParts = (slot: Slot): [Uint8Array, Uint8Array, Uint8Array, Uint8Array] => [
  utf8(slot.document),
  u64(slot.writer),
  u64(slot.seq),
  slot.previous ? bytesOf(slot.previous) : NONE,
];

export const payloadHash = (payload: Uint8Array): Uint8Array => hash('payload', payload);

/** `headerBytes` as on the wire; the husk flag is left out of the hash. */
export const entryCore = (slot: Slot, headerBytes: Uint8Array, hashOfPayload: Uint8Array): Uint8Array =>
  hash('entry', ...slotParts(slot), hashedHeader(headerBytes), hashOfPayload);

/** ENT-2: associated data of a body's seal, the core's input without the payload's hash. */
export const entryContext = (slot: Slot, headerBytes: Uint8Array): Uint8Array =>
  hashInput('entry', ...slotParts(slot), hashedHeader(headerBytes));

/** What the device signs. */
export const entryDigest = (core: Uint8Array): Uint8Array => hash('entry-sig', core);

/** The id commits to the signature too, and through `previous` to everything before (LOG-5). */
export const entryIdBytes = (core: Uint8Array, signature: Uint8Array): Uint8Array => hash('id', core, signature);
