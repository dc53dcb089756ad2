/** EPO-2, EPO-3, EPO-5: making a room's keys and handing them out. Run it in the room's turn. */
import { granteesOf, makeGrants, makeRotate } from '#shared/charter/epochs.ts';
import { lackingOf } from '#shared/charter/lacking.ts';
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
  const { charter, keyring } = room;
  const usable = keyring.usable(charter);
  if (usable && !isWorn(usable.epoch)) return;
  const state = charter.state();
  const rotation = makeRotate(state, [], (epoch) => keyring.key(epoch), random);
  const grants = room.grantsOf(rotation, granteesOf(state), random);
  await room.writeAll(rotation.op, () => grants, rotation);
  await grant(room, random);
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
