/**
 * EPO-5: room keys that fell with the op they rode in. Somebody was put out and the key changed with it, and then that turned
 * out void, or its author was being put out themselves (CHA-4). Whoever took the key meanwhile said things under it that
 * nobody else could ever open. So one who has it says it anew, for reading: in the same go comes a newer key, which is what
 * is written under, since whoever knew the fallen one may be out.
 */
import { granteesOf, makeRotate } from '#shared/charter/epochs.ts';
import { epochOf } from '#shared/charter/epochId.ts';
import { rotated, rotationFault, type Rotating } from '#shared/charter/ops/rotation.ts';
import type { DeviceId, EpochId } from '#shared/ids.ts';
import type { Random } from '#shared/ports/random.ts';
import type { RoomCharter, Saying } from './roomCharter.ts';

/**
 * Opens what was granted of fallen keys to this device: their maker may be out, and then whoever else was granted them is the only
 * one who can say them anew. In a room's turn; true where that opens more.
 */
export async function openFallen(
  room: RoomCharter,
  device: DeviceId,
  isUsed: (epoch: EpochId) => boolean,
): Promise<boolean> {
  const { charter, keyring } = room;
  const { epochs } = charter.state();
  let hasOpened = false;
  for (const rotation of rotationsIn(room)) {
    const id = epochOf(charter.room, rotation.parents, rotation.commit);
    if (epochs.has(id) || keyring.key(id) || !isUsed(id)) continue;
    if (await room.openGranted(id, rotation.parents, grantsIn(room, id, device))) hasOpened = true;
  }
  return hasOpened;
}

/** In a room's turn. `isUsed`: is anything that is here sealed under it? */
export async function restate(
  room: RoomCharter,
  device: DeviceId,
  random: Random,
  isUsed: (epoch: EpochId) => boolean,
): Promise<void> {
  const { charter, keyring } = room;
  let state = charter.state();
  // Where newcomers read from their joining on, a key said anew would reach those who joined since.
  if (state.policies.history !== 'all') return;
  const fallen = new Set([...keyring.entries()].flatMap(([id]) => (state.epochs.has(id) || !isUsed(id) ? [] : [id])));
  if (fallen.size === 0) return;
  const idOf = ({ parents, commit }: Rotating): EpochId => epochOf(charter.room, parents, commit);
  const rotations = rotationsIn(room).filter((rotation) => fallen.has(idOf(rotation)));
  const isNext = (rotation: Rotating): boolean => !state.epochs.has(idOf(rotation)) && !rotationFault(rotation, state);
  const sayings: Saying[] = [];
  for (let next = rotations.find(isNext); next; next = rotations.find(isNext)) {
    state = rotated(state, next, device);
    const { parents, commit, links } = next;
    sayings.push({ t: 'epoch.rotate', parents: [...parents], commit, links: [...links] });
  }
  const [first, ...more] = sayings;
  if (!first) return;
  const newer = makeRotate(state, [], (epoch) => keyring.key(epoch), random);
  const grants = room.grantsOf(newer, granteesOf(state), random);
  await room.writeAll(first, () => [...more, newer.op, ...grants], newer);
}

/** Every room key the charter was ever told of. */
const rotationsIn = ({ document, charter }: RoomCharter): Rotating[] =>
  document.entries().flatMap(({ id }) => {
    const op = charter.opOf(id);
    const rotation = op?.t === 'epoch.rotate' ? op : op && 'rotate' in op ? op.rotate : undefined;
    return rotation ? [rotation] : [];
  });

const grantsIn = ({ document, charter }: RoomCharter, epoch: EpochId, device: DeviceId): Uint8Array[] =>
  document.entries().flatMap(({ id }) => {
    const op = charter.opOf(id);
    if (op?.t !== 'epoch.grant' || op.epoch !== epoch) return [];
    return op.to.flatMap((grant) => ('device' in grant && grant.device === device ? [grant.box] : []));
  });
