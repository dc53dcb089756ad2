/** LOG-7, LOG-8: the forks a room's lists stop at, as they are found and as they were kept. */
import { documentId, type WriterId } from '#shared/ids.ts';
import { markStops } from '#shared/log/markStops.ts';
import type { RelayStore, StoredFork } from '#shared/ports/relayStore.ts';
import { readFork } from '#shared/sync/forkFrame.ts';
import { readFrame } from '#shared/wire/frame.ts';
import { listOf } from './documentGround.ts';
import type { Room } from './room.ts';
import type { RoomDocument } from './roomDocument.ts';

/** Takes up what an earlier run had found. A store that was tampered with proves nothing. */
export async function restoreForks(store: RelayStore, room: Room, forks: readonly StoredFork[]): Promise<void> {
  for (const { proof } of forks) {
    const frame = readFrame(proof);
    const fork = frame.ok && frame.value.type === 'fork' ? readFork(frame.value) : undefined;
    if (fork?.ok) room.forks.take(fork.value, () => true, undefined);
  }
  for (const document of room.documents.values()) await stopAtForks(store, room, document);
}

/** Lets the lists of a document stop at the forks that are known. */
export async function stopAtForks(store: RelayStore, room: Room, document: RoomDocument): Promise<void> {
  const counts = room.forks.counts(documentId(room.id, document.segment));
  if (counts.size === 0) return;
  const lists = new Map<WriterId, readonly Uint8Array[]>();
  for (const writer of counts.keys()) lists.set(writer, await listOf(store, document, writer));
  for (const log of [document.log, document.durable])
    markStops(log, 'fork', counts, (writer) => lists.get(writer) ?? []);
}
