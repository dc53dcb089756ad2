/** What two devices leave each other while one is linked: sealed under the code's secret, read strictly. */
import * as v from 'valibot';
import { bytesOf, concatBytes, utf8 } from '#shared/bytes.ts';
import { decode, encode } from '#shared/cbor.ts';
import { idField, keyField, signatureField } from '#shared/charter/ops/fields.ts';
import { IV_BYTES, seal, unseal } from '#shared/crypto/seal.ts';
import { fault, ok, type Result } from '#shared/errors.ts';
import type { DeviceId, IdentityId } from '#shared/ids.ts';
import type { Random } from '#shared/ports/random.ts';
import { boxKey, type LinkBox } from '#shared/linking/linkCode.ts';

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const name = v.pipe(v.string(), v.maxLength(1024));

const schemas = {
  /** Who is asked. */
  hello: v.strictObject({ identity: idField<IdentityId>(), device: idField<DeviceId>(), name }),
  /** What asks: the keys it made. */
  keys: v.strictObject({ sign: idField<DeviceId>(), box: keyField }),
  /**
   * The holder's word on those keys (certificate.ts), and what it brings, `sealed` to the new device's box key once more: whoever
   * saw the code and not the words gets nothing. Empty when the words did not match.
   */
  welcome: v.strictObject({
    serial: count,
    at: count,
    byIdentity: v.union([
      signatureField,
      v.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length === 0),
    ]),
    sealed: v.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length <= 1 << 20),
  }),
} as const;

export type LinkMessage<Box extends LinkBox> = v.InferOutput<(typeof schemas)[Box]>;

export type LinkHello = LinkMessage<'hello'>;
export type LinkKeys = LinkMessage<'keys'>;
export type LinkWelcome = LinkMessage<'welcome'>;

const packed = (message: LinkHello | LinkKeys | LinkWelcome): object =>
  Object.fromEntries(
    Object.entries(message).map(([key, value]) => [key, isId(key) ? bytesOf(String(value)) : (value as unknown)]),
  );
const isId = (key: string): boolean => key === 'identity' || key === 'device' || key === 'sign';

export function sealMessage<Box extends LinkBox>(
  secret: Uint8Array,
  box: Box,
  message: LinkMessage<Box>,
  random: Random,
): Uint8Array {
  const iv = random.bytes(IV_BYTES);
  return concatBytes(iv, seal(boxKey(secret, box), iv, encode(packed(message)), utf8(box)));
}

export function openMessage<Box extends LinkBox>(
  secret: Uint8Array,
  box: Box,
  bytes: Uint8Array,
): Result<LinkMessage<Box>> {
  const plain = unseal(boxKey(secret, box), bytes.slice(0, IV_BYTES), bytes.slice(IV_BYTES), utf8(box));
  const value = plain && decode(plain);
  if (!value?.ok) return fault('bad-message', 'What the other device left cannot be read. Begin again.');
  const read = v.safeParse(schemas[box], value.value);
  return read.success ? ok(read.output as LinkMessage<Box>) : fault('bad-message', read.issues[0].message);
}
