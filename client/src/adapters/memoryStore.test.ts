import { expect, test } from 'vitest';
import { StorageFull } from '#shared/ports/storageErrors.ts';
import { deviceStoreContract } from '#testing/deviceStoreContract.ts';
import { runContract } from '#testing/runContract.ts';
import { MemoryDisk, memoryStore } from './memoryStore.ts';

runContract('a store in memory', deviceStoreContract, () => {
  const disk = new MemoryDisk();
  return { open: () => Promise.resolve(memoryStore(disk)) };
});

test('[T-43] a full disk refuses the whole write', async () => {
  const disk = new MemoryDisk();
  const store = memoryStore(disk);
  await store.claim();
  disk.full = true;
  await expect(store.write([{ table: 'rows', key: 'a', value: 1 }])).rejects.toBeInstanceOf(StorageFull);
  disk.full = false;
  expect(await store.range('rows', {})).toEqual([]);
});
