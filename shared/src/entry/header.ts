/**
 * ENT: the clear header of an entry.
 *
 *     kind u8 | flags u8 | hlc u64 | [device sign key 32 | n u8] | [count u8 (1..8) | charter entry ids] | [epoch id 32]
 */
import { bytesOf, toText } from '#shared/bytes.ts';
import { HASH_BYTES } from '#shared/crypto/hash.ts';
import { SIGN_KEY_BYTES } from '#shared/crypto/sign.ts';
import { type Hlc } from '#shared/entry/hlc.ts';
import type { Fault } from '#shared/errors.ts';
import type { DeviceId, EntryId, EpochId } from '#shared/ids.ts';

export interface Header {
  /** `clear` carries a charter op, `sealed` a timeline body. */
  readonly kind: 'clear' | 'sealed';
  /** The payload is gone, its hash stands in its place; not part of what is hashed. */
  readonly husk: boolean;
  readonly hlc: Hlc;
  /** Always and only at seq 0: whose list this is (LOG-1). */
  readonly intro?: { readonly device: DeviceId; readonly n: number };
  /** Charter heads, 1 to 8, stated at seq 0 of a timeline and whenever they change. */
  readonly heads?: readonly EntryId[];
  /** Epoch of this and the following bodies, stated likewise. */
  readonly epoch?: EpochId;
}

export const MAX_HEADS = 8;

const KIND = { clear: 1, sealed: 2 } as const;
const FLAG = { intro: 1, heads: 2, epoch: 4, husk: 8 } as const;
const ALL_FLAGS = FLAG.intro | FLAG.heads | FLAG.epoch | FLAG.husk;
const FLAGS_AT = 1;
const HLC_AT = 2;
const FIXED_BYTES = 10;

export function encodeHeader(header: Header): Uint8Array {
  const { intro, heads, epoch, hlc } = header;
  const flags =
    (intro ? FLAG.intro : 0) | (heads ? FLAG.heads : 0) | (epoch ? FLAG.epoch : 0) | (header.husk ? FLAG.husk : 0);
  const parts = [KIND[header.kind], flags];
  for (let shift = 40; shift >= 0; shift -= 8) parts.push(Math.floor(hlc.ms / 2 ** shift) % 256);
  parts.push(hlc.counter >> 8, hlc.counter & 255);
  if (intro) parts.push(...bytesOf(intro.device), intro.n);
  if (heads) parts.push(heads.length, ...heads.flatMap((head) => [...bytesOf(head)]));
  if (epoch) parts.push(...bytesOf(epoch));
  return Uint8Array.from(parts);
}

/** A header's bytes as they are hashed: without the husk flag, so that a husk keeps its id. */
export function hashedHeader(bytes: Uint8Array): Uint8Array {
  const flags = bytes[FLAGS_AT] ?? 0;
  if ((flags & FLAG.husk) === 0) return bytes;
  // Not by `slice`: where these lie in a Buffer that is one more view, and the entry itself would lose its flag.
  const copy = Uint8Array.from(bytes);
  copy[FLAGS_AT] = flags & ~FLAG.husk;
  return copy;
}

const bad = (say: string): Fault => ({ code: 'entry-form', say });
const CUT_SHORT = bad('a header that is cut short');

/** The header at the start of an entry and its length in bytes, or what is wrong with it. */
export function readHeader(bytes: Uint8Array): { header: Header; length: number } | Fault {
  const kind = bytes[0] === KIND.clear ? 'clear' : bytes[0] === KIND.sealed ? 'sealed' : undefined;
  const flags = bytes[FLAGS_AT] ?? 0;
  if (bytes.length < FIXED_BYTES) return CUT_SHORT;
  if (!kind) return bad('an entry of unknown kind');
  if ((flags & ~ALL_FLAGS) !== 0) return bad('unknown header flags');
  const husk = (flags & FLAG.husk) !== 0;
  if (husk && kind === 'clear') return bad('a charter entry as a husk');
  const header: Header = { kind, husk, hlc: readHlc(bytes) };
  return (flags & (FLAG.intro | FLAG.heads | FLAG.epoch)) === 0
    ? { header, length: FIXED_BYTES }
    : readStatements(bytes, flags, header);
}

function readHlc(bytes: Uint8Array): Hlc {
  let ms = 0;
  for (let at = HLC_AT; at < HLC_AT + 6; at++) ms = ms * 256 + (bytes[at] ?? 0);
  return { ms, counter: (bytes[8] ?? 0) * 256 + (bytes[9] ?? 0) };
}

/** The parts that stand only where something is stated anew: intro, heads, epoch. */
function readStatements(bytes: Uint8Array, flags: number, fixed: Header): { header: Header; length: number } | Fault {
  let at = FIXED_BYTES;
  const take = (length: number): Uint8Array => bytes.subarray(at, (at += length));
  const header: { -readonly [K in keyof Header]: Header[K] } = { ...fixed };
  if (flags & FLAG.intro) header.intro = { device: toText(take(SIGN_KEY_BYTES)) as DeviceId, n: take(1)[0] ?? 0 };
  if (flags & FLAG.heads) {
    const count = take(1)[0] ?? 0;
    if (count < 1 || count > MAX_HEADS) return bad('a header with no heads or too many');
    header.heads = Array.from({ length: count }, () => toText(take(HASH_BYTES)) as EntryId);
    if (new Set(header.heads).size !== count) return bad('a header that names a head twice');
  }
  if (flags & FLAG.epoch) header.epoch = toText(take(HASH_BYTES)) as EpochId;
  return at > bytes.length ? CUT_SHORT : { header, length: at };
}
