import { bytesOf, toText } from '#shared/bytes.ts';
import { hash } from '#shared/crypto/hash.ts';
import type { RawEntry } from '#shared/entry/parse.ts';
import { roomOf, type DeviceId, type DocumentId, type RoomId } from '#shared/ids.ts';

/** DOC-1: the room a genesis op makes. */
export const roomIdOf = (device: DeviceId, payload: Uint8Array): RoomId =>
  toText(hash('room', bytesOf(device), payload)) as RoomId;

/** True when this entry is the one the charter's room is named after. */
export const isGenesis = (charter: DocumentId, { header, payload }: RawEntry): boolean =>
  header.intro !== undefined && header.kind === 'clear' && roomIdOf(header.intro.device, payload) === roomOf(charter);
