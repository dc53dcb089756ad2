/** Where the vault keeps room keys. */
import type { EpochId, RoomId } from '#shared/ids.ts';
import { afterPrefix, type Change, type DeviceStore } from '#shared/ports/deviceStore.ts';

const prefixOf = (room: RoomId): string => `epoch/${room}/`;

/** Key of a room key in the vault. */
export const epochName = (room: RoomId, epoch: EpochId): string => prefixOf(room) + epoch;

export interface KeptEpoch {
  readonly epoch: EpochId;
  readonly key: Uint8Array;
}

export const epochChange = (room: RoomId, epoch: EpochId, key: Uint8Array): Change => ({
  table: 'vault',
  key: epochName(room, epoch),
  value: key,
});

export async function keptEpochs(store: DeviceStore, room: RoomId): Promise<KeptEpoch[]> {
  const prefix = prefixOf(room);
  const rows = await store.range('vault', { from: prefix, to: afterPrefix(prefix) });
  return rows.map(({ key, value }) => ({ epoch: key.slice(prefix.length) as EpochId, key: value as Uint8Array }));
}
