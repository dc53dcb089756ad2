/** LOG-7, LOG-8: where a room's lists stop: at forks, as they are found and as they were kept, and at the charter's cuts. */
import { cutStops } from '#shared/charter/cutStops.ts';
import { CHARTER, documentId, type WriterId } from '#shared/ids.ts';
import { markStops } from '#shared/log/markStops.ts';
import type { StopReason } from '#shared/log/stops.ts';
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
  room.charter.forked(room.forks.devices(documentId(room.id, CHARTER)));
  for (const document of room.documents.values()) await stopAtForks(store, room, document);
}

/** Lets the lists of a document stop at the forks that are known. */
export async function stopAtForks(store: RelayStore, room: Room, document: RoomDocument): Promise<void> {
  const counts = room.forks.counts(documentId(room.id, document.segment));
  if (counts.size > 0) await stopAt('fork', counts, store, document);
}

/** Lets the lists of all timelines stop where the charter cuts them off as it stands now. */
export async function stopAtCuts(store: RelayStore, room: Room): Promise<void> {
  for (const document of room.documents.values()) {
    if (document.segment === CHARTER) continue;
    const counts = cutStops(room.charter, document.log.heads);
    if (!document.log.stopsAt('cut', counts)) await stopAt('cut', counts, store, document);
  }
}

/** The same for a document that is new, and holds nothing yet: what comes in is looked at as it comes. */
export function stopFromTheStart(room: Room, document: RoomDocument): void {
  const { log, durable, husks, segment } = document;
  for (const one of [log, durable]) {
    one.stop('fork', room.forks.counts(documentId(room.id, segment)));
    if (segment !== CHARTER) one.stop('cut', cutStops(room.charter, log.heads));
  }
  husks.stopAt((writer) => log.stopOf(writer));
}

async function stopAt(
  reason: StopReason,
  counts: ReadonlyMap<WriterId, number>,
  store: RelayStore,
  document: RoomDocument,
): Promise<void> {
  // At once, for what comes in meanwhile is looked at as it comes.
  for (const log of [document.log, document.durable]) log.stop(reason, counts);
  const lists = new Map<WriterId, readonly Uint8Array[]>();
  for (const writer of document.log.stopped)
    if (document.log.stopOf(writer) <= document.log.count(writer))
      lists.set(writer, await listOf(store, document, writer));
  document.husks.stopAt((writer) => document.log.stopOf(writer));
  for (const log of [document.log, document.durable])
    markStops(log, reason, counts, (writer) => lists.get(writer) ?? [], document.log);
}
