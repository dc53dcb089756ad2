import sodium from 'libsodium-wrappers';
import { utf8 } from '#shared/bytes.ts';

export const HASH_BYTES = 32;

const LENGTH_BYTES = 4;
/** Holds the input of nearly every hash, so that hashing a long list allocates nothing but its results. */
let scratch = new Uint8Array(64 * 1024);
const prefixes = new Map<string, Uint8Array>();

function prefixOf(tag: string): Uint8Array {
  const known = prefixes.get(tag);
  if (known) return known;
  const prefix = utf8(`gv/${tag}/1\0`);
  prefixes.set(tag, prefix);
  return prefix;
}

/** Lays the framed input out in `scratch`; returns its length. */
function frame(tag: string, parts: readonly Uint8Array[]): number {
  const prefix = prefixOf(tag);
  let length = prefix.length;
  for (const part of parts) length += LENGTH_BYTES + part.length;
  if (length > scratch.length) scratch = new Uint8Array(length * 2);
  scratch.set(prefix, 0);
  let at = prefix.length;
  for (const part of parts) {
    const size = part.length;
    scratch[at] = size >>> 24;
    scratch[at + 1] = size >>> 16;
    scratch[at + 2] = size >>> 8;
    scratch[at + 3] = size;
    scratch.set(part, at + LENGTH_BYTES);
    at += LENGTH_BYTES + size;
  }
  return length;
}

/**
 * H(tag, a, b, …): BLAKE2b-256 of `gv/<tag>/1\0`, then each part with a 4-byte big-endian length before it. 32 bytes.
 * `tag` is one of the program's own few words, never input.
 */
export function hash(tag: string, ...parts: readonly Uint8Array[]): Uint8Array {
  const length = frame(tag, parts);
  return sodium.crypto_generichash(HASH_BYTES, scratch.subarray(0, length), null);
}

/** What `hash` hashes, as bytes of its own: associated data for a cipher (ENT-2). */
export function hashInput(tag: string, ...parts: readonly Uint8Array[]): Uint8Array {
  return scratch.slice(0, frame(tag, parts));
}
