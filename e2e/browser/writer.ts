/** A Worker that writes rows and document items as fast as they become durable, telling how many are, until it is ended. */
import { indexeddbDocuments } from '../../client/src/adapters/indexeddbDocuments.ts';
import { openIndexeddbStore } from '../../client/src/adapters/indexeddbStore.ts';

const calm = { blocked: () => undefined, gone: () => undefined };

self.onmessage = async ({ data: database }: MessageEvent<string>) => {
  const store = await openIndexeddbStore(calm, database);
  await store.claim();
  const stored = await indexeddbDocuments(() => undefined, database).open('a/b' as never);
  for (let count = 1; ; count++) {
    stored.doc.getArray('w').push([count]);
    await Promise.all([
      store.write([{ table: 'rows', key: String(count).padStart(5, '0'), value: count }]),
      stored.flushed(),
    ]);
    self.postMessage(count);
  }
};
