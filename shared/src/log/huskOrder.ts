/**
 * ENT-6: a device's signed word that an entry keeps no payload. It travels and is kept beside the entries, for it is not one:
 * whoever cannot read the delete must be able to judge it alone.
 */
import { bytesOf, u64, utf8 } from '#shared/bytes.ts';
import { hash } from '#shared/crypto/hash.ts';
import { sign, verify } from '#shared/crypto/sign.ts';
import type { DeviceId, DocumentId, EntryId, WriterId } from '#shared/ids.ts';

export interface HuskOrder {
  readonly writer: WriterId;
  readonly seq: number;
  /** The entry in that slot. */
  readonly id: EntryId;
  /** The message that goes: the entry itself, or the one it is an edit of. */
  readonly target: EntryId;
  /** The delete it follows from; the target's own id where its author had set an end to it. */
  readonly delete: EntryId;
  readonly device: DeviceId;
  /** Over H("husk-order", document, writer, seq, id, target, delete). */
  readonly signature: Uint8Array;
}

const signed = (document: DocumentId, order: Omit<HuskOrder, 'device' | 'signature'>): Uint8Array =>
  hash(
    'husk-order',
    utf8(document),
    u64(order.writer),
    u64(order.seq),
    bytesOf(order.id),
    bytesOf(order.target),
    bytesOf(order.delete),
  );

export const makeHuskOrder = (
  document: DocumentId,
  order: Omit<HuskOrder, 'signature'>,
  secretKey: Uint8Array,
): HuskOrder => ({ ...order, signature: sign(signed(document, order), secretKey) });

export const checkHuskOrder = (document: DocumentId, order: HuskOrder): boolean =>
  verify(order.signature, signed(document, order), bytesOf(order.device));
