/** Putting somebody out of a room: cuts as this device saw them, and the new room key they do not get, in one op (EPO-2). */
import type { Cut } from '#shared/charter/cuts.ts';
import { granteesOf, makeRotate } from '#shared/charter/epochs.ts';
import { departuresOf, type CharterState, type Grantee } from '#shared/charter/state.ts';
import type { Entry } from '#shared/entry/entry.ts';
import { sealReason } from '#shared/entry/sealReason.ts';
import { GrapevineError } from '#shared/errors.ts';
import type { DeviceId, IdentityId } from '#shared/ids.ts';
import type { Change } from '#shared/ports/deviceStore.ts';
import type { Random } from '#shared/ports/random.ts';
import { cutsOf, cutsSeen, moreCutsOf } from './cutsSeen.ts';
import { mustStand } from './mustStand.ts';
import type { Room } from './room.ts';

const IV_BYTES = 24;

export interface Removal {
  readonly reason?: string;
  /** ms UTC: nothing they wrote from then on is to count, though it was seen. */
  readonly since?: number;
}

export async function removeMember(
  room: Room,
  identity: IdentityId,
  { reason, since }: Removal,
  random: Random,
  also: readonly Change[],
): Promise<void> {
  await room.open();
  await room.turn(async () => {
    const state = room.charter.charter.state();
    // CHA-5: who was put out is put out again, so that nothing counts which this device has not seen.
    if (!state.members.has(identity) && departuresOf(state, identity).length === 0)
      throw new GrapevineError('not-member', 'This person is not in the room any more.');
    const devices = state.devicesOf.get(identity) ?? [];
    const all = await cutsSeen(room, devices);
    const seen =
      since === undefined ? all : all.flatMap((cut) => cutBefore(cut, room.timeline.authoredBy(identity), since));
    const { rotation, rotate, grants } = rotationWithout(room, devices, random);
    const why = reason?.trim() ? sealedReason(room, reason.trim(), random) : undefined;
    const op = {
      t: 'member.remove',
      member: identity,
      cuts: cutsOf(seen),
      rotate,
      ...(why ? { reason: why } : {}),
    } as const;
    const entry = await room.charter.writeAll(op, (id) => [...moreCutsOf(seen, id), ...grants], rotation, also);
    mustStand(room, entry, 'You may not remove this person. Somebody of higher rank can.');
  });
}

/** A list as it was before that time; none where all of it is later. */
function cutBefore(cut: Cut, entries: readonly Entry[], since: number): Cut[] {
  const theirs = entries.filter(({ writer, seq }) => writer === cut.writer && seq < cut.count);
  const late = theirs.filter(({ header }) => header.hlc.ms >= since).map(({ seq }) => seq);
  const count = Math.min(cut.count, ...late);
  const last = count === cut.count ? cut.last : theirs.find(({ seq }) => seq === count - 1)?.id;
  return last === undefined ? [] : [{ writer: cut.writer, count, last }];
}

/** A room key for all but these devices and whoever holds an open link, and its grants. */
export function rotationWithout(room: Room, devices: readonly DeviceId[], random: Random) {
  const { charter, keyring } = room.charter;
  const state = charter.state();
  const stay = granteesOf(state).filter((grantee) => !isAmong(state, devices, grantee));
  const rotation = makeRotate(state, [], (epoch) => keyring.key(epoch), random, stay);
  const { parents, commit, links } = rotation.op;
  return { rotation, rotate: { parents, commit, links }, grants: room.charter.grantsOf(rotation, stay, random) };
}

const isAmong = (state: CharterState, devices: readonly DeviceId[], grantee: Grantee): boolean =>
  devices.some((device) => device === grantee) || !state.devices.has(grantee as DeviceId);

/** Under the key in use until now, which the removed has too. */
function sealedReason(room: Room, reason: string, random: Random) {
  const usable = room.charter.keyring.usable(room.charter.charter);
  return usable && { epoch: usable.epoch, sealed: sealReason(usable.key, room.id, reason, random.bytes(IV_BYTES)) };
}
