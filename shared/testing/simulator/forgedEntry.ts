/** An entry for any slot of any list, whoever's it is. */
import { encode } from '#shared/cbor.ts';
import type { Entry } from '#shared/entry/entry.ts';
import type { Hlc } from '#shared/entry/hlc.ts';
import { makeEntry } from '#shared/entry/make.ts';
import { sealBody } from '#shared/entry/seal.ts';
import type { DeviceId, EntryId } from '#shared/ids.ts';
import { endAfter, nextSlot, type ListEnd, type Writing } from '#shared/log/nextSlot.ts';
import { writerId } from '#shared/log/writerId.ts';
import type { EpochKey } from '#shared/charter/keyring.ts';
import type { OpenDocument } from '../../../client/src/engine/openDocument.ts';

export interface Forging {
  readonly device: DeviceId;
  readonly n: number;
  readonly seq: number;
  readonly secretKey: Uint8Array;
  readonly hlc: Hlc;
  readonly heads: readonly EntryId[];
  readonly text: string;
  readonly iv: Uint8Array;
  readonly key?: EpochKey;
}

/** Undefined where there is no such slot, or nothing to seal with. */
export function forgedEntry(
  month: OpenDocument,
  { key, seq, secretKey, text, iv, ...writing }: Forging,
): Entry | undefined {
  const slot = key && slotIn(month, seq, { ...writing, epoch: key.epoch });
  if (!slot) return undefined;
  const payload = sealBody(key.key, slot, encode({ t: 'message', s: [], text }), iv);
  return makeEntry({ ...slot, payload, device: writing.device, secretKey });
}

export interface Branching {
  readonly device: DeviceId;
  readonly seq: number;
  readonly secretKey: Uint8Array;
  readonly hlc: Hlc;
  readonly payload: Uint8Array;
}

/** The same in a charter. */
export function branchEntry(
  charter: OpenDocument,
  { device, seq, secretKey, hlc, payload }: Branching,
): Entry | undefined {
  const slot = slotIn(charter, seq, { device, n: 0, hlc });
  return slot && makeEntry({ ...slot, payload, device, secretKey });
}

function slotIn(document: OpenDocument, seq: number, writing: Writing): ReturnType<typeof nextSlot> | undefined {
  const writer = writerId(document.id, writing.device, writing.n);
  const before = document.entries().filter((entry) => entry.writer === writer && entry.seq < seq);
  if (before.length < seq) return undefined;
  const end = before.reduce<ListEnd | undefined>((list, entry) => endAfter(entry, list), undefined);
  return nextSlot(document.log.blank(), writing, end);
}
