/** EPO-2, EPO-3, EPO-5: making a room's keys and handing them out. Run it in the room's turn. */
import { granteesOf, makeGrants, makeRotate } from '#shared/charter/epochs.ts';
import { lackingOf } from '#shared/charter/lacking.ts';
import type { Grantee } from '#shared/charter/state.ts';
import type { EpochId } from '#shared/ids.ts';
import type { Random } from '#shared/ports/random.ts';
import type { RoomCharter } from './roomCharter.ts';

/**
 * Where this device holds no usable key, or a worn one, it rotates before it writes, and hands the new key to everybody in
 * one go: a key that only a device which then dies or leaves had would close what was said under it to all others for good.
 */
export async function ensureEpoch(
  room: RoomCharter,
  random: Random,
  isWorn: (epoch: EpochId) => boolean = () => false,
): Promise<void> {
  const usable = room.keyring.usable(room.charter);
  if (usable && !isWorn(usable.epoch)) return;
  await rotate(room, random);
  await grant(room, random);
}

/**
 * EPO-4: where newcomers read from their joining on, a new key before they come, from which no way leads back. And where there is
 * no usable key (a device was found to have forked its list, somebody left): who comes in could wait for one without end.
 */
export async function closePast(room: RoomCharter, newcomer: Grantee, random: Random): Promise<void> {
  const isClosed = room.charter.state().policies.history === 'joining';
  if (isClosed || !room.keyring.usable(room.charter)) await rotate(room, random, newcomer);
}

/** Handed to everybody who is in; its links are such as `newcomer` may have too. */
async function rotate(room: RoomCharter, random: Random, newcomer?: Grantee): Promise<void> {
  const { charter, keyring } = room;
  const state = charter.state();
  const present = granteesOf(state);
  const readers = newcomer ? [...present, newcomer] : present;
  const rotation = makeRotate(state, [], (epoch) => keyring.key(epoch), random, readers);
  const grants = room.grantsOf(rotation, present, random);
  await room.writeAll(rotation.op, () => grants, rotation);
}

/** Hands the room's keys to whoever is in and lacks them. With the policy "from joining", the present key alone. */
export async function grant(room: RoomCharter, random: Random): Promise<void> {
  const { charter, keyring } = room;
  const usable = keyring.usable(charter);
  const state = charter.state();
  const isHanded = (epoch: EpochId): boolean =>
    state.policies.history === 'all' ? keyring.key(epoch) !== undefined : epoch === usable?.epoch;
  for (const { epoch, to } of lackingOf(state, isHanded)) {
    const key = keyring.key(epoch);
    if (key) for (const op of makeGrants(state, [], epoch, key, to, random)) await room.write(op);
  }
}
