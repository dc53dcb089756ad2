/** EPO-1: an epoch's id commits to its key, so a wrong grant is noticed and a ciphertext opens under one key only. */
import { bytesOf, concatBytes, toText } from '#shared/bytes.ts';
import { hash } from '#shared/crypto/hash.ts';
import type { EpochId, RoomId } from '#shared/ids.ts';

export const commitTo = (key: Uint8Array): Uint8Array => hash('commit', key);

/** From the commitment alone: whoever folds a charter derives the id, so there is no id to lie about. */
export function epochOf(room: RoomId, parents: readonly EpochId[], commit: Uint8Array): EpochId {
  const sorted = [...parents].sort();
  return toText(hash('epoch', bytesOf(room), concatBytes(...sorted.map(bytesOf)), commit)) as EpochId;
}

export const epochId = (room: RoomId, parents: readonly EpochId[], key: Uint8Array): EpochId =>
  epochOf(room, parents, commitTo(key));
