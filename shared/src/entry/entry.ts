import type { Header } from '#shared/entry/header.ts';
import type { Fault } from '#shared/errors.ts';
import type { DeviceId, DocumentId, EntryId, EpochId, WriterId } from '#shared/ids.ts';

export type { Header } from '#shared/entry/header.ts';

/** Where an entry stands. Signed, never sent: the receiver has all of it (ENT-1). */
export interface Slot {
  readonly document: DocumentId;
  readonly writer: WriterId;
  readonly seq: number;
  /** Id of the writer's entry before; absent at seq 0. */
  readonly previous?: EntryId;
}

/** An entry and its place, as the guard let it in. */
export interface Entry extends Slot {
  readonly id: EntryId;
  readonly header: Header;
  /** Clear CBOR, or iv and ciphertext; of a husk the 32 bytes of H("payload", payload). */
  readonly payload: Uint8Array;
  readonly signature: Uint8Array;
  /** Header, payload, signature: as it stands on the wire. */
  readonly bytes: Uint8Array;
  /** From the writer's intro. */
  readonly device: DeviceId;
  /** Charter heads in force here: the last stated up to here. Empty in a charter. */
  readonly heads: readonly EntryId[];
  /** Charter heads its list began on, where they are others. */
  readonly ground?: readonly EntryId[];
  /** Epoch in force here; absent in a charter. */
  readonly epoch?: EpochId;
  /** TIM-2, ENT-4: kept and forwarded like any other, counts for nothing, and this is why. */
  readonly void?: Fault;
}
