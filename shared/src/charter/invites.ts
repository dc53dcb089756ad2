/** CHA-8: what a link's secret gives, and the ops made with it. The secret never reaches a server. */
import * as v from 'valibot';
import { bytesOf, concatBytes, toText } from '#shared/bytes.ts';
import { decode, encode } from '#shared/cbor.ts';
import type { InviteCreate } from '#shared/charter/ops/inviteCreate.ts';
import type { Rank } from '#shared/charter/rank.ts';
import { type BoxKeyPair, boxKeyPair } from '#shared/crypto/box.ts';
import { hash } from '#shared/crypto/hash.ts';
import { IV_BYTES, seal, unseal } from '#shared/crypto/seal.ts';
import { sign, type SignKeyPair, signKeyPair, verify } from '#shared/crypto/sign.ts';
import { fault, ok, type Result } from '#shared/errors.ts';
import type { EntryId, InviteId, RoomId } from '#shared/ids.ts';
import type { Random } from '#shared/ports/random.ts';

const DAY = 24 * 60 * 60 * 1000;
/** CHA-8. */
export const DEFAULT_INVITE_DAYS = 7;

/** What the secret of a link gives whoever has it. */
export interface InviteKeys {
  readonly invite: InviteId;
  readonly sign: SignKeyPair;
  /** Room keys are sealed to it when the invite is open. */
  readonly box: BoxKeyPair;
}

/** `secret`: the link's 16 bytes. */
export function inviteKeys(secret: Uint8Array): InviteKeys {
  const keys = signKeyPair(hash('invite-sign', secret));
  return {
    invite: toText(keys.publicKey) as InviteId,
    sign: keys,
    box: boxKeyPair(hash('invite-box', secret)),
  };
}

export interface Preview {
  /** The room's name. */
  readonly room: string;
  /** The inviter's name. */
  readonly inviter: string;
}

const name = v.pipe(v.string(), v.maxLength(256));
const previewSchema = v.strictObject({ room: name, inviter: name });
const PREVIEW_CONTEXT = new Uint8Array(0);

/** Names longer than 256 characters are cut: a preview is for recognising. */
export function sealPreview(secret: Uint8Array, { room, inviter }: Preview, random: Random): Uint8Array {
  const iv = random.bytes(IV_BYTES);
  const plain = encode({ room: room.slice(0, 256), inviter: inviter.slice(0, 256) });
  return concatBytes(iv, seal(hash('invite-preview', secret), iv, plain, PREVIEW_CONTEXT));
}

export function openPreview(secret: Uint8Array, sealed: Uint8Array): Result<Preview> {
  const iv = sealed.subarray(0, IV_BYTES);
  const plain = unseal(hash('invite-preview', secret), iv, sealed.subarray(IV_BYTES), PREVIEW_CONTEXT);
  const value = plain ? decode(plain) : fault('bad-preview', 'the preview does not open with this link');
  if (!value.ok) return value;
  const preview = v.safeParse(previewSchema, value.value);
  return preview.success ? ok(preview.output) : fault('bad-preview', 'a preview of another form');
}

export interface NewInvite {
  /** 16 fresh random bytes, kept by whoever makes the invite. */
  readonly secret: Uint8Array;
  readonly preview: Preview;
  readonly deps: readonly EntryId[];
  /** ms UTC. */
  readonly now: number;
  readonly days?: number;
  readonly uses?: number | 'any';
  readonly role?: Rank;
  /** With it grant every usable epoch to `inviteKeys(secret).invite`: whoever holds the link joins alone. */
  readonly open?: boolean;
}

export function makeInvite(invite: NewInvite, random: Random): InviteCreate {
  const {
    secret,
    preview,
    deps,
    now,
    days = DEFAULT_INVITE_DAYS,
    uses = 'any',
    role = 'member',
    open = false,
  } = invite;
  const keys = inviteKeys(secret);
  return {
    t: 'invite.create',
    deps: [...deps],
    invite: keys.invite,
    box: keys.box.publicKey,
    role,
    uses,
    expires: now + days * DAY,
    open,
    preview: sealPreview(secret, preview, random),
  };
}

const proofDigest = (transcript: Uint8Array, room: RoomId): Uint8Array =>
  hash('invite-proof', transcript, bytesOf(room));

/** Shows on one link, and on no other, that its other end holds the secret. `transcript` is sync/linkProof.ts's. */
export const proveInvite = (transcript: Uint8Array, room: RoomId, keys: InviteKeys): Uint8Array =>
  sign(proofDigest(transcript, room), keys.sign.secretKey);

export const checkInviteProof = (proof: Uint8Array, transcript: Uint8Array, room: RoomId, invite: InviteId): boolean =>
  verify(proof, proofDigest(transcript, room), bytesOf(invite));
