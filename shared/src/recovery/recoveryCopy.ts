/**
 * ID-7: the sealed copy, as the relay keeps it and as it lies in a file. What is outside the seal says how to open it and
 * which version it is; it is bound to what is inside. Read strictly: whatever is not exactly a copy is called what it is.
 */
import * as v from 'valibot';
import { bytesOf, u64 } from '#shared/bytes.ts';
import { decode, encode, isMap } from '#shared/cbor.ts';
import { hashInput } from '#shared/crypto/hash.ts';
import { IV_BYTES, seal, unseal } from '#shared/crypto/seal.ts';
import type { StretchCost } from '#shared/crypto/stretch.ts';
import { fault, ok, type Result } from '#shared/errors.ts';
import type { RecoveryId } from '#shared/ids.ts';
import { encodeContents, readContents, type RecoveryContents } from '#shared/recovery/recoveryContents.ts';
import { recoveryId, recoverySealKey } from '#shared/recovery/recoveryKeys.ts';
import type { Random } from '#shared/ports/random.ts';

const FORMAT = 1;

const between = (least: number, most: number) =>
  v.pipe(v.number(), v.safeInteger(), v.minValue(least), v.maxValue(most));
const bytes = (least: number, most: number) =>
  v.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length >= least && value.length <= most);

const schema = v.strictObject({
  format: v.literal(FORMAT),
  version: between(1, Number.MAX_SAFE_INTEGER),
  /** Bounded: a copy made to exhaust whoever opens it is none. */
  passes: between(1, 16),
  memory: between(8, 256 * 1024),
  iv: bytes(IV_BYTES, IV_BYTES),
  sealed: bytes(1, 1 << 20),
});
type Copy = v.InferOutput<typeof schema>;

type Head = Pick<Copy, 'version' | 'passes' | 'memory'>;

const associated = (id: RecoveryId, { version, passes, memory }: Head): Uint8Array =>
  hashInput('recovery-copy', bytesOf(id), u64(FORMAT), u64(version), u64(passes), u64(memory));

/** `sealKey` is the one that `recoverySealKey` gave at this cost. */
export function sealCopy(
  id: RecoveryId,
  sealKey: Uint8Array,
  { passes, memory }: StretchCost,
  version: number,
  contents: RecoveryContents,
  random: Random,
): Uint8Array {
  const head = { version, passes, memory };
  const iv = random.bytes(IV_BYTES);
  return encode({
    format: FORMAT,
    ...head,
    iv,
    sealed: seal(sealKey, iv, encodeContents(contents), associated(id, head)),
  });
}

/** The copy's version, which the relay holds to its promise (T-25), without opening it. */
export function readCopy(read: Uint8Array): Result<Copy> {
  const value = decode(read);
  if (!value.ok)
    return fault('recovery-cut', 'This is not a recovery file, or it is not whole. Find another copy of it.');
  if (isMap(value.value) && 'format' in value.value && Number(value.value.format) > FORMAT)
    return fault(
      'recovery-newer',
      'This copy was made by a newer Grapevine. Reload the page to get it, then try again.',
    );
  const copy = v.safeParse(schema, value.value);
  return copy.success ? ok(copy.output) : fault('recovery-cut', 'This is not a recovery file, or it is damaged.');
}

/** Opened, with the key that seals the next version. */
export interface OpenedCopy {
  readonly version: number;
  readonly contents: RecoveryContents;
  readonly sealKey: Uint8Array;
  readonly cost: StretchCost;
}

/** Faults are sentences for a person; nothing is changed by any of them. */
export async function openCopy(read: Uint8Array, code: Uint8Array, passphrase: string): Promise<Result<OpenedCopy>> {
  const copy = readCopy(read);
  if (!copy.ok) return copy;
  const { version, passes, memory, iv, sealed } = copy.value;
  const cost = { passes, memory };
  const sealKey = await recoverySealKey(code, passphrase, cost);
  const plain = unseal(sealKey, iv, sealed, associated(recoveryId(code), copy.value));
  if (!plain)
    return fault(
      'recovery-wrong',
      'These words do not open this copy. Check the words, and the passphrase if there is one.',
    );
  const contents = readContents(plain);
  if (!contents.ok) return fault('recovery-cut', 'What this copy holds cannot be read. Find another copy of it.');
  return ok({ version, contents: contents.value, sealKey, cost });
}
