/** `POST /api/ticket` (SYN-6): a member's device asks to have one document read and written by a stock y-websocket client. */
import * as v from 'valibot';
import { bytesOf, u64, utf8 } from '#shared/bytes.ts';
import { decode, encode } from '#shared/cbor.ts';
import { hash } from '#shared/crypto/hash.ts';
import { sign, SIGNATURE_BYTES, verify } from '#shared/crypto/sign.ts';
import { fault, ok, type Result } from '#shared/errors.ts';
import { isKeyText, splitDocument, type DeviceId, type DocumentId } from '#shared/ids.ts';

/** Names, a time and a signature. */
export const MAX_TICKET_ASK = 1024;

const schema = v.strictObject({
  document: v.custom<DocumentId>((value) => typeof value === 'string' && splitDocument(value) !== undefined),
  device: v.custom<DeviceId>((value) => typeof value === 'string' && isKeyText(value)),
  /** ms UTC by the device's clock. */
  at: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  signature: v.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length === SIGNATURE_BYTES),
});
export type TicketAsk = v.InferOutput<typeof schema>;

type Unsigned = Omit<TicketAsk, 'signature'>;

const digestOf = (origin: string, { document, device, at }: Unsigned): Uint8Array =>
  hash('ticket', utf8(origin), utf8(document), bytesOf(device), u64(at));

/** `origin` is the relay's: what was asked of one relay gets no ticket from another. */
export const makeTicketAsk = (origin: string, asked: Unsigned, secretKey: Uint8Array): Uint8Array =>
  encode({ ...asked, signature: sign(digestOf(origin, asked), secretKey) });

/** What was asked, its signature checked; whether the device is a member is for who knows the room. */
export function readTicketAsk(origin: string, bytes: Uint8Array): Result<TicketAsk> {
  const value = decode(bytes);
  if (!value.ok) return value;
  const ask = v.safeParse(schema, value.value);
  if (!ask.success) return fault('bad-ticket-ask', ask.issues[0].message);
  const { signature, device } = ask.output;
  if (verify(signature, digestOf(origin, ask.output), bytesOf(device))) return ok(ask.output);
  return fault('bad-signature', 'The device it names did not sign it for this relay.');
}
