import type { Place } from '#shared/log/huskBook.ts';
import { readUpdate } from '#shared/log/update.ts';
import type { RelayStore } from '#shared/ports/relayStore.ts';
import type { RoomDocument } from './roomDocument.ts';

/** One entry as the store has it; undefined where there is none. */
export async function storedEntry(
  store: RelayStore,
  document: RoomDocument,
  [writer, seq]: Place,
): Promise<Uint8Array | undefined> {
  const page = await store.scan(document.channel, [{ writer, from: seq, to: seq + 1 }], 1);
  const runs = readUpdate(page.update);
  return runs.ok ? runs.value[0]?.entries[0] : undefined;
}
