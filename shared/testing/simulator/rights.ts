/** Whoever the room put out reads nothing that was said since, exactly one is its owner, and knowing that costs little. */
import { rankOf, type CharterState } from '#shared/charter/state.ts';
import { reaches } from '#shared/charter/usableEpochs.ts';
import type { DeviceId, EntryId, EpochId } from '#shared/ids.ts';
import type { Member } from './members.ts';
import type { Reading } from './opsOf.ts';
import type { SimulatedDevice } from './simulatedDevice.ts';

/** CHA-7: effects carried out for an op, on average; short runs come to 2 or 3. */
const WORK_AN_OP = 12;

export function wrongsOf({ device, room }: Member, devices: readonly SimulatedDevice[], reading: Reading): string[] {
  const state = room.charter.charter.state();
  const owners = [...state.members.keys()].filter((identity) => rankOf(state, identity) === 'owner');
  const complaints = owners.length === 1 ? [] : [`${device.name} knows of ${owners.length} owners`];
  const { work, size } = room.charter.charter;
  if (work > WORK_AN_OP * size) complaints.push(`${device.name} took ${work} steps to fold ${size} ops`);
  for (const other of devices) {
    const out = other.engine?.keys && whatPutOut(room, other.engine.keys.device);
    const keyring = other.engine?.rooms.get(room.id)?.charter.keyring;
    if (!keyring || !out || out.length === 0) continue;
    const given = grantedInGoodFaith(room, other.engine.keys.device);
    for (const { id, heads, epoch } of reading.entriesOf(room))
      if (
        epoch &&
        keyring.key(epoch) &&
        !given.has(epoch) &&
        !isOpenToLinks(state, epoch) &&
        room.charter.charter.descends(heads, out)
      )
        complaints.push(`${other.name}, put out, opens ${id}`);
  }
  return complaints;
}

/** CHA-8: whoever holds an open link reads, and the room says so. */
const isOpenToLinks = (state: CharterState, epoch: EpochId): boolean =>
  [...state.invites.keys()].some((invite) => reaches(state, invite, epoch));

/**
 * Keys somebody handed the device where it was in for all they knew: that they were put out themselves at that moment, and
 * who they had let in again with them, undoes what they did and not what the device heard. With a key goes what it opens.
 */
function grantedInGoodFaith({ charter: { charter, document } }: Member['room'], device: DeviceId): Set<EpochId> {
  const given = new Set<EpochId>();
  for (const { id } of document.entries()) {
    const op = charter.opOf(id);
    if (op?.t !== 'epoch.grant' || !op.to.some((grant) => 'device' in grant && grant.device === device)) continue;
    const state = charter.stateAt([id]);
    if (state.devices.get(device)?.live) for (const epoch of openedBy(state, op.epoch)) given.add(epoch);
  }
  return given;
}

/** EPO-4: a key opens those its epoch links to, and so on: what was said before, also while its holder was out. */
function openedBy({ epochs }: CharterState, epoch: EpochId): Set<EpochId> {
  const opened = new Set([epoch]);
  for (const one of opened) for (const parent of epochs.get(one)?.parents ?? []) opened.add(parent);
  return opened;
}

/** What keeps a device out now: descending from all of it, an entry is none of its business. */
function whatPutOut({ charter: { charter } }: Member['room'], device: DeviceId): EntryId[] {
  const state = charter.state();
  const known = state.devices.get(device);
  if (!known || known.live) return [];
  const lowerings = state.lowerings.get(known.identity) ?? [];
  return lowerings
    .filter((one) => one.leaves === undefined && (one.device ?? device) === device && one.undoneBy.length === 0)
    .map(({ id }) => id)
    .slice(0, 1);
}
