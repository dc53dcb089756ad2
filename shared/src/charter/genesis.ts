import type { DeviceCert } from '#shared/charter/certificate.ts';
import { encodeOp, readOp } from '#shared/charter/ops/op.ts';
import type { PolicyChange } from '#shared/charter/policies.ts';
import type { RoomKind } from '#shared/charter/state.ts';
import { type DeviceId, type DocumentId, type RoomId, roomOf, type Segment } from '#shared/ids.ts';
import { roomIdOf } from '#shared/log/genesis.ts';

/** The id of a new room, and the payload of its first entry: seq 0 of the device's writer in `<room>/charter`. */
export function makeGenesis(founding: {
  readonly certificate: DeviceCert;
  /** 16 random bytes. */
  readonly random: Uint8Array;
  readonly month: Segment;
  readonly kind: RoomKind;
  readonly policies?: PolicyChange;
}): { readonly room: RoomId; readonly payload: Uint8Array } {
  const payload = encodeOp({ t: 'genesis', deps: [], ...founding });
  return { room: roomIdOf(founding.certificate.sign, payload), payload };
}

/** Is this entry its room's first? Told by its bytes alone. */
export function isGenesis(entry: {
  readonly document: DocumentId;
  readonly device: DeviceId;
  readonly seq: number;
  readonly payload: Uint8Array;
}): boolean {
  if (entry.seq !== 0 || roomIdOf(entry.device, entry.payload) !== roomOf(entry.document)) return false;
  const op = readOp(entry.payload);
  return op.ok && op.value.t === 'genesis';
}
