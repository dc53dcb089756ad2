/** EPO-2: making room keys and handing them out. */
import { commitTo, epochOf } from '#shared/charter/epochId.ts';
import { sealLink } from '#shared/charter/epochLink.ts';
import { type EpochGrant, type Grant, MAX_GRANTS } from '#shared/charter/ops/epochGrant.ts';
import type { EpochRotate } from '#shared/charter/ops/epochRotate.ts';
import { MAX_PARENTS } from '#shared/charter/ops/rotation.ts';
import type { CharterState, Grantee } from '#shared/charter/state.ts';
import { reaches } from '#shared/charter/usableEpochs.ts';
import { sealTo } from '#shared/crypto/box.ts';
import type { DeviceId, EntryId, EpochId, InviteId } from '#shared/ids.ts';
import type { Random } from '#shared/ports/random.ts';

export { epochId } from '#shared/charter/epochId.ts';

export interface Rotation {
  readonly id: EpochId;
  readonly key: Uint8Array;
  readonly op: EpochRotate;
}

/** Epochs no other one follows: what a rotation joins. */
export function newestEpochs(state: CharterState): EpochId[] {
  const followed = new Set([...state.epochs.values()].flatMap(({ parents }) => parents));
  return [...state.epochs.keys()].filter((id) => !followed.has(id)).sort();
}

/**
 * Of more than one rotation can name, so that nobody who makes them by the dozen keeps others from rotating: those whose key
 * is here, for it is their links that newcomers read history by, then the deepest.
 */
function parentsAmong(
  { epochs }: CharterState,
  newest: readonly EpochId[],
  keyOf: (epoch: EpochId) => Uint8Array | undefined,
): EpochId[] {
  if (newest.length <= MAX_PARENTS) return [...newest];
  const worth = (epoch: EpochId): [number, number] => [keyOf(epoch) ? 1 : 0, epochs.get(epoch)?.depth ?? 0];
  return newest
    .map((epoch) => ({ epoch, worth: worth(epoch) }))
    .sort((a, b) => b.worth[0] - a.worth[0] || b.worth[1] - a.worth[1] || (a.epoch < b.epoch ? -1 : 1))
    .slice(0, MAX_PARENTS)
    .map(({ epoch }) => epoch)
    .sort();
}

/**
 * A new room key after the newest epochs, with links to those whose key `keyOf` knows (EPO-4). With the policy "from
 * joining" only to those that all of `grantees` reach already.
 */
export function makeRotate(
  state: CharterState,
  deps: readonly EntryId[],
  keyOf: (epoch: EpochId) => Uint8Array | undefined,
  random: Random,
  grantees: readonly Grantee[] = granteesOf(state),
): Rotation {
  const key = random.bytes(32);
  const parents = parentsAmong(state, newestEpochs(state), keyOf);
  const id = epochOf(state.room, parents, commitTo(key));
  const links = parents.flatMap((parent) => {
    const parentKey = keyOf(parent);
    const open = state.policies.history === 'all' || grantees.every((grantee) => reaches(state, grantee, parent));
    return parentKey && open ? [{ parent, sealed: sealLink(key, id, parent, parentKey, random.bytes(24)) }] : [];
  });
  return { id, key, op: { t: 'epoch.rotate', deps: [...deps], parents, commit: commitTo(key), links } };
}

/** Everybody a room key is for: live devices, and open links nobody revoked. */
export const granteesOf = (state: CharterState): Grantee[] => [
  ...[...state.devices].filter(([, device]) => device.live).map(([id]) => id),
  ...[...state.invites].filter(([, invite]) => invite.open && !invite.revoked).map(([id]) => id),
];

/** EPO-5: who has no grant of this epoch and did not author it or one. */
export function ungranted(state: CharterState, epoch: EpochId): Grantee[] {
  const reached = state.epochs.get(epoch)?.reached;
  return granteesOf(state).filter((grantee) => reached?.has(grantee) !== true);
}

/** Grants of an epoch's key, as few ops as hold them, each depending on `deps` and, as one writer's, on the one before. */
export function makeGrants(
  state: CharterState,
  deps: readonly EntryId[],
  epoch: EpochId,
  key: Uint8Array,
  grantees: readonly Grantee[],
  random: Random,
): EpochGrant[] {
  const to = grantees.flatMap((grantee) => grantTo(state, grantee, key, random) ?? []);
  const ops: EpochGrant[] = [];
  for (let at = 0; at < to.length; at += MAX_GRANTS)
    ops.push({ t: 'epoch.grant', deps: [...deps], epoch, to: to.slice(at, at + MAX_GRANTS) });
  return ops;
}

/** A device's grant, or a link's: ids of the two are told apart by where the room knows them. */
function grantTo(state: CharterState, grantee: Grantee, key: Uint8Array, random: Random): Grant | undefined {
  const device = state.devices.get(grantee as DeviceId);
  if (device) return { device: grantee as DeviceId, box: sealTo(device.box, key, random.bytes(32)) };
  const invite = state.invites.get(grantee as InviteId);
  return invite && { invite: grantee as InviteId, box: sealTo(invite.box, key, random.bytes(32)) };
}
