/**
 * What two devices show each other to meet with nobody in between: how WebRTC reaches one side and which key that side proves,
 * packed so that a QR code of it can be read off a phone. Nothing here is secret once the two have met.
 *
 * Bytes: kind (1), length of all that follows (1), an answer's tag (4: the first of the offer's fingerprint), Ed25519 key (32),
 * SHA-256 of the certificate (32), ICE name and password (each its length, then 6 bits a character), addresses to the end
 * (kind, address, port).
 */
import { fault, ok, type Result } from '#shared/errors.ts';
import { fromBase32, toBase32 } from './base32.ts';
import { packIce, readIce, type Reader } from './pairingPacks.ts';
import type { PairingSide } from './pairingSide.ts';

export type PairingCode = { readonly side: PairingSide } & (
  { readonly is: 'offer' } | { readonly is: 'answer'; readonly tag: Uint8Array }
);

/** Names the program and the format: what other codes say is told apart by it. */
const PREFIX = 'GRAPEVINE1:';
const OFFER = 0;
const ANSWER = 1;
const HEAD_BYTES = 2;
export const TAG_BYTES = 4;
const KEY_BYTES = 32;
const MOST_BYTES = 255;

export const tagOf = (offer: PairingSide): Uint8Array => offer.fingerprint.slice(0, TAG_BYTES);

export function writePairingCode(code: PairingCode): string {
  const { side } = code;
  const tag = code.is === 'answer' ? code.tag : new Uint8Array();
  const fixed = [...tag, ...side.key, ...side.fingerprint];
  const body = [...fixed, ...packIce(side, MOST_BYTES - fixed.length)];
  return PREFIX + toBase32(Uint8Array.of(code.is === 'answer' ? ANSWER : OFFER, body.length, ...body));
}

/** Faults: `not-a-code` for what is none of ours, `cut` for a part of one. */
export function readPairingCode(text: string): Result<PairingCode> {
  const bare = text.replace(/\s/g, '').toUpperCase();
  if (!bare.startsWith(PREFIX)) return fault('not-a-code', 'This is not a code for pairing.');
  const bytes = fromBase32(bare.slice(PREFIX.length));
  const kind = bytes?.[0];
  if (!bytes || bytes[1] !== bytes.length - HEAD_BYTES || (kind !== OFFER && kind !== ANSWER)) return cut();
  const reader: Reader = { bytes, at: HEAD_BYTES };
  const tag = take(reader, kind === ANSWER ? TAG_BYTES : 0);
  const key = take(reader, KEY_BYTES);
  const fingerprint = take(reader, KEY_BYTES);
  const ice = fingerprint.length === KEY_BYTES ? readIce(reader) : undefined;
  if (!ice) return cut();
  const side = { key, fingerprint, ...ice };
  return ok(kind === ANSWER ? { is: 'answer', tag, side } : { is: 'offer', side });
}

const cut = () => fault('cut', 'A part of this code is missing.');

function take(reader: Reader, length: number): Uint8Array {
  const bytes = reader.bytes.slice(reader.at, reader.at + length);
  reader.at += length;
  return bytes;
}
