import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MemoryRelayStore } from '#testing/memoryRelayStore.ts';
import { relayStoreContract } from '#testing/relayStoreContract.ts';
import { SqliteStore } from './sqliteStore.ts';

relayStoreContract('sqlite', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'grapevine-store-'));
  return {
    open: () =>
      Promise.resolve(
        new SqliteStore(folder, (error) => {
          throw error;
        }),
      ),
    discard: () => rm(folder, { recursive: true }),
  };
});

relayStoreContract('memory', () => {
  const store = new MemoryRelayStore();
  return Promise.resolve({ open: () => Promise.resolve(store), discard: () => Promise.resolve() });
});
