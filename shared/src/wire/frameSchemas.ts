/** What each CBOR frame body must look like. Lengths here bound what a stranger can make us hold. */
import * as v from 'valibot';
import { CHARTER, isKeyText, isMonth } from '#shared/ids.ts';
import { forkSchemas } from '#shared/wire/forkSchemas.ts';
import type { DeviceId, InviteId, RoomId } from '#shared/ids.ts';
import { huskSchemas } from '#shared/wire/huskSchemas.ts';
import { iceServersSchema } from '#shared/wire/relayInfo.ts';

const key = <Id extends string>() => v.custom<Id>((value) => typeof value === 'string' && isKeyText(value));
const bytesOfLength = (length: number) =>
  v.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length === length);
const bytesUpTo = (length: number) =>
  v.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length <= length);
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const segment = v.custom<string>((value) => typeof value === 'string' && (value === CHARTER || isMonth(value)));

const room = key<RoomId>();
const offer = {
  segment,
  channel: count,
  digest: bytesOfLength(32),
  entries: count,
  husks: v.exactOptional(bytesOfLength(32)),
};
/** MRK-1 and CHA-8. */
export const MAX_MARKER = 4096;
export const MAX_REQUEST = 4096;
/** MRK-3: epoch id, iv, one byte and its tag (sync/live.ts). */
export const SEALED_LIVE = 32 + 24 + 1 + 16;
/** ID-2. */
const MAX_CERTIFICATE = 512;

/** SYN-7: a piece of an introduction; whoever has more to say says it in several. */
export const MAX_INTRODUCTION = 16 * 1024;
/** SYN-4: rooms a link may name by their proofs in one frame. */
export const MAX_SOUGHT = 1024;
/** An invite link, with an address of its own before it. */
const MAX_LINK = 1024;
/** A libp2p peer id: a multihash in base58. */
const peer = v.pipe(v.string(), v.regex(/^[1-9A-HJ-NP-Za-km-z]{40,64}$/));

export const frameSchemas = {
  hello: v.strictObject({ version: v.literal(1), nonce: bytesOfLength(32) }),
  prove: v.strictObject({
    device: key<DeviceId>(),
    transport: v.pipe(v.string(), v.maxLength(512)),
    signature: bytesOfLength(64),
  }),
  welcome: v.strictObject({ now: count }),
  refuse: v.strictObject({
    code: v.picklist([
      'bad-frame',
      'bad-proof',
      'bad-entry',
      'bad-invite',
      'bad-marker',
      'not-member',
      'not-due',
      'unknown-document',
      'too-large',
      'slow-down',
      'sign-in',
      'closing',
    ]),
    say: v.pipe(v.string(), v.maxLength(1024)),
    retry: v.exactOptional(count),
    room: v.exactOptional(room),
    segment: v.exactOptional(segment),
  }),
  enter: v.strictObject({
    room,
    digest: v.exactOptional(bytesOfLength(32)),
    invite: v.exactOptional(v.strictObject({ key: key<InviteId>(), signature: bytesOfLength(64) })),
    bring: v.exactOptional(v.literal(true)),
    certificate: v.exactOptional(bytesUpTo(MAX_CERTIFICATE)),
  }),
  entered: v.strictObject({
    room,
    state: v.picklist(['unknown', 'same', 'differs']),
    documents: v.pipe(v.array(v.strictObject(offer)), v.maxLength(1200)),
  }),
  leave: v.strictObject({ room }),
  open: v.strictObject({ room, segment }),
  document: v.strictObject({ room, ...offer }),
  mark: v.strictObject({
    room,
    device: key<DeviceId>(),
    version: count,
    sealed: bytesUpTo(MAX_MARKER),
    signature: bytesOfLength(64),
  }),
  live: v.strictObject({
    room,
    device: key<DeviceId>(),
    at: count,
    sealed: bytesOfLength(SEALED_LIVE),
    signature: bytesOfLength(64),
  }),
  ask: v.strictObject({ room, request: bytesUpTo(MAX_REQUEST) }),
  asked: v.strictObject({ room, request: bytesUpTo(MAX_REQUEST) }),
  answer: v.strictObject({
    room,
    request: bytesOfLength(32),
    outcome: v.picklist(['admitted', 'declined', 'expired']),
  }),
  ping: v.strictObject({}),
  pong: v.strictObject({}),
  reach: v.strictObject({ peer: v.exactOptional(peer) }),
  near: v.strictObject({ device: key<DeviceId>(), peer: v.exactOptional(peer), room: v.exactOptional(room) }),
  introduce: v.strictObject({ peer, bytes: bytesUpTo(MAX_INTRODUCTION) }),
  seek: v.strictObject({ rooms: v.pipe(v.array(bytesOfLength(32)), v.maxLength(MAX_SOUGHT)) }),
  bring: v.strictObject({ link: v.pipe(v.string(), v.maxLength(MAX_LINK)) }),
  ice: v.strictObject({ servers: v.exactOptional(iceServersSchema) }),
  ...forkSchemas,
  ...huskSchemas,
} as const;
