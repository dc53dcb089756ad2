import { readUpdate } from '#shared/log/update.ts';
import type { WriterId } from '#shared/ids.ts';
import type { RelayStore } from '#shared/ports/relayStore.ts';
import type { Ground } from '#shared/sync/forkSearch.ts';
import type { RoomDocument } from './roomDocument.ts';

/** What the relay holds of a document, for looking where lists part. */
export const groundOf = (store: RelayStore, document: RoomDocument): Ground => ({
  log: document.log,
  list: (writer) => listOf(store, document, writer),
});

/** All entries of a writer. Sees everything accepted so far: it was given to the store before. */
export async function listOf(
  store: RelayStore,
  document: RoomDocument,
  writer: WriterId,
): Promise<readonly Uint8Array[]> {
  const to = document.log.count(writer);
  if (to === 0) return [];
  const { update } = await store.scan(document.channel, [{ writer, from: 0, to }], Infinity);
  const runs = readUpdate(update);
  return runs.ok ? (runs.value[0]?.entries ?? []) : [];
}
