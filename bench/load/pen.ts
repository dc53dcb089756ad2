/** Writes one device's list in one document, entry after entry, as its engine would. */
import type { SignKeyPair } from '#shared/crypto/sign.ts';
import type { Entry } from '#shared/entry/entry.ts';
import { makeEntry } from '#shared/entry/make.ts';
import { sealBody } from '#shared/entry/seal.ts';
import type { DeviceId, DocumentId, EntryId, EpochId, WriterId } from '#shared/ids.ts';
import { writerId } from '#shared/log/writerId.ts';
import type { Random } from '#shared/ports/random.ts';

export interface PenOf {
  readonly document: DocumentId;
  readonly device: DeviceId;
  readonly keys: SignKeyPair;
  readonly random: Random;
  readonly heads: readonly EntryId[];
  readonly epoch: EpochId;
  /** The epoch's. */
  readonly key: Uint8Array;
}

/** All a device wrote, oldest first. */
export interface List {
  readonly writer: WriterId;
  readonly entries: readonly Uint8Array[];
}

export class Pen implements List {
  readonly writer: WriterId;
  readonly entries: Uint8Array[] = [];
  readonly #of: PenOf;
  #last: Entry | undefined;

  constructor(of: PenOf) {
    this.#of = of;
    this.writer = writerId(of.document, of.device, 0);
  }

  /** `ms` must be later than that of the entry before. */
  write(body: Uint8Array, ms: number): Entry {
    const { document, device, keys, random, heads, epoch, key } = this.#of;
    const stated = this.#last ? {} : { intro: { device, n: 0 }, heads, epoch };
    const slot = {
      document,
      writer: this.writer,
      seq: this.entries.length,
      ...(this.#last ? { previous: this.#last.id } : {}),
      header: { kind: 'sealed' as const, husk: false, hlc: { ms, counter: 0 }, ...stated },
    };
    const payload = sealBody(key, slot, body, random.bytes(24));
    const entry = makeEntry({ ...slot, payload, device, secretKey: keys.secretKey });
    this.entries.push(entry.bytes);
    this.#last = entry;
    return entry;
  }
}
