/** Links that let people in (CHA-8). Their secrets stay in this device's vault and in the links themselves. */
import { inviteLink, SECRET_BYTES } from '#shared/charter/inviteLink.ts';
import { inviteKeys, makeInvite } from '#shared/charter/invites.ts';
import { GrapevineError } from '#shared/errors.ts';
import type { InviteId, RoomId } from '#shared/ids.ts';
import { afterPrefix, type DeviceStore } from '#shared/ports/deviceStore.ts';
import type { Random } from '#shared/ports/random.ts';
import type { Host } from './host.ts';
import type { Command } from './messages.ts';
import type { Room } from './room.ts';
import { ensureEpoch, grant } from './roomKeys.ts';
import { settingsOf } from './roomBooks.ts';

const vaultKey = (room: RoomId, invite: string): string => `invite/${room}/${invite}`;

export async function createInvite(engine: Host, command: Extract<Command, { do: 'invite.create' }>): Promise<string> {
  const { clock, random, origin } = engine.parts;
  const room = engine.room(command.room);
  await room.open();
  const secret = random.bytes(SECRET_BYTES);
  const { invite } = inviteKeys(secret);
  const { days, uses, open } = command;
  const preview = { room: settingsOf(room)?.name ?? '', inviter: engine.self?.name ?? '' };
  await room.turn(async () => {
    const {
      t,
      deps: _deps,
      ...op
    } = makeInvite({ secret, preview, deps: [], now: clock.now(), days, uses, open }, random);
    const kept = { table: 'vault', key: vaultKey(room.id, invite), value: secret } as const;
    const entry = await room.charter.write({ t, ...op }, undefined, [kept]);
    const fault = room.charter.charter.faultOf(entry.id);
    if (fault) throw new GrapevineError(fault.code, 'You may not invite people to this room. An admin can.');
    if (open) await grant(room.charter, random);
  });
  engine.changed(room);
  return inviteLink(origin, room.id, secret);
}

export async function revokeInvite(room: Room, invite: InviteId, random: Random): Promise<void> {
  await room.open();
  await room.turn(async () => {
    await room.charter.write({ t: 'invite.revoke', invite });
    // An open link could read: what is written from now on is sealed to people alone (EPO-3).
    await ensureEpoch(room.charter, random);
  });
}

/** The links this device made, by invite. */
export async function linksOf(store: DeviceStore, room: RoomId, origin: string): Promise<ReadonlyMap<string, string>> {
  const prefix = vaultKey(room, '');
  const rows = await store.range('vault', { from: prefix, to: afterPrefix(prefix) });
  return new Map(
    rows.map(({ key, value }) => [key.slice(prefix.length), inviteLink(origin, room, value as Uint8Array)]),
  );
}
