/** EPO-2, EPO-3: making a room's keys and handing them out. Run it in the room's turn. */
import { makeGrants, makeRotate, ungranted } from '#shared/charter/epochs.ts';
import type { Grantee } from '#shared/charter/state.ts';
import { usableEpochs } from '#shared/charter/usableEpochs.ts';
import type { Random } from '#shared/ports/random.ts';
import type { RoomCharter } from './roomCharter.ts';

/** Where no epoch is usable any more, whoever writes next rotates, and hands the new key to everybody. */
export async function ensureEpoch(room: RoomCharter, random: Random): Promise<void> {
  const { charter, keyring } = room;
  if (usableEpochs(charter.state()).length > 0) return;
  const rotation = makeRotate(charter.state(), [], (epoch) => keyring.key(epoch), random);
  await room.write(rotation.op, rotation);
  await grant(room, random);
}

/** Hands the room's key to these, or to whoever is in and has no grant of it. */
export async function grant(room: RoomCharter, random: Random, to?: readonly Grantee[]): Promise<void> {
  const { charter, keyring } = room;
  const usable = keyring.usable(charter);
  if (!usable) return;
  const state = charter.state();
  const grantees = to ?? ungranted(state, usable.epoch);
  for (const op of makeGrants(state, [], usable.epoch, usable.key, grantees, random)) await room.write(op);
}
