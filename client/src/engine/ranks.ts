/** Who is what in a room. Whoever becomes less keeps what this device has seen of theirs (CHA-5). */
import type { Rank } from '#shared/charter/rank.ts';
import { rankOf } from '#shared/charter/state.ts';
import { outranks } from '#shared/charter/rank.ts';
import type { IdentityId } from '#shared/ids.ts';
import type { Change } from '#shared/ports/deviceStore.ts';
import { cutsOf, cutsSeen, moreCutsOf } from './cutsSeen.ts';
import { mustStand } from './mustStand.ts';
import type { Room } from './room.ts';

export async function changeRole(room: Room, member: IdentityId, role: Rank, also: readonly Change[]): Promise<void> {
  await room.open();
  await room.turn(async () => {
    const state = room.charter.charter.state();
    const isLess = outranks(rankOf(state, member), role);
    const seen = isLess ? await cutsSeen(room, state.devicesOf.get(member) ?? []) : [];
    const op = { t: 'member.role', member, role, ...(isLess ? { cuts: cutsOf(seen) } : {}) } as const;
    const entry = await room.charter.writeAll(op, (id) => moreCutsOf(seen, id), undefined, also);
    mustStand(room, entry, 'You may not change what this person is here. Somebody of higher rank can.');
  });
}

/** The owner makes another the owner, and is an admin from then on. */
export async function handOver(room: Room, me: IdentityId, member: IdentityId, also: readonly Change[]): Promise<void> {
  await room.open();
  await room.turn(async () => {
    const seen = await cutsSeen(room, room.charter.charter.state().devicesOf.get(me) ?? []);
    const op = { t: 'member.handover', member, cuts: cutsOf(seen) } as const;
    const entry = await room.charter.writeAll(op, (id) => moreCutsOf(seen, id), undefined, also);
    mustStand(room, entry, 'Only the owner hands a room over, to somebody who is in it.');
  });
}
