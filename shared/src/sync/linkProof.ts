/** SYN-3: what a device signs to prove itself on a link, and the transcript that binds later proofs to it. */
import { bytesOf, utf8 } from '#shared/bytes.ts';
import { hash } from '#shared/crypto/hash.ts';
import { isGoodSignKey, sign, verify } from '#shared/crypto/sign.ts';
import type { DeviceId } from '#shared/ids.ts';

export interface LinkSides {
  /** 32 bytes each. */
  readonly ownNonce: Uint8Array;
  readonly theirNonce: Uint8Array;
  /** Transport identities; towards a relay both are the page's origin. */
  readonly ownTransport: string;
  readonly theirTransport: string;
}

/** What the proving side signs: its own side first. */
export const linkProof = (sides: LinkSides): Uint8Array =>
  hash('link-proof', sides.ownNonce, sides.theirNonce, utf8(sides.ownTransport), utf8(sides.theirTransport));

/** The same on both sides once a device is proved: invite proofs (CHA-8) are made over it, so none can be replayed. */
export const transcript = (proverSides: LinkSides, device: DeviceId): Uint8Array =>
  hash('link-transcript', linkProof(proverSides), bytesOf(device));

/** Between peers both prove, and both ends hold the same: the halves stand in the order of the devices. */
export function peerTranscript(sides: LinkSides, own: DeviceId, their: DeviceId): Uint8Array {
  const halves = [
    { device: own, half: transcript(sides, own) },
    { device: their, half: transcript(turnSides(sides), their) },
  ].sort((a, b) => (a.device < b.device ? -1 : 1));
  return hash('peer-transcript', ...halves.map(({ half }) => half));
}

export const signLink = (sides: LinkSides, secretKey: Uint8Array): Uint8Array => sign(linkProof(sides), secretKey);

export function checkLink(proverSides: LinkSides, device: DeviceId, signature: Uint8Array): boolean {
  const key = bytesOf(device);
  return isGoodSignKey(key) && verify(signature, linkProof(proverSides), key);
}

/** The same link seen from its other end. */
export function turnSides({ ownNonce, theirNonce, ownTransport, theirTransport }: LinkSides): LinkSides {
  return { ownNonce: theirNonce, theirNonce: ownNonce, ownTransport: theirTransport, theirTransport: ownTransport };
}
