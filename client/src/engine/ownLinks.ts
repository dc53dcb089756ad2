import { inviteLink } from '#shared/charter/inviteLink.ts';
import type { RoomId } from '#shared/ids.ts';
import { afterPrefix, type DeviceStore } from '#shared/ports/deviceStore.ts';

/** Where the secret of a link stays that this device made. */
export const vaultKey = (room: RoomId, invite: string): string => `invite/${room}/${invite}`;

/** The links this device made, by invite. */
export async function linksOf(store: DeviceStore, room: RoomId, origin: string): Promise<ReadonlyMap<string, string>> {
  const prefix = vaultKey(room, '');
  const rows = await store.range('vault', { from: prefix, to: afterPrefix(prefix) });
  return new Map(
    rows.map(({ key, value }) => [key.slice(prefix.length), inviteLink(origin, room, value as Uint8Array)]),
  );
}
