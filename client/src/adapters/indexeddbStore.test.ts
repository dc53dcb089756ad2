import 'fake-indexeddb/auto';
import { expect, test, vi } from 'vitest';
import { deleteDB } from 'idb';
import { StorageGone, StorageNewer } from '#shared/ports/storageErrors.ts';
import { deviceStoreContract } from '#testing/deviceStoreContract.ts';
import { runContract } from '#testing/runContract.ts';
import { openIndexeddbStore } from './indexeddbStore.ts';

let count = 0;
const fresh = (): string => `device ${count++}`;
const calm = { blocked: () => expect.unreachable(), gone: () => expect.unreachable() };

runContract('a store in IndexedDB', deviceStoreContract, () => {
  const name = fresh();
  return { open: () => openIndexeddbStore(calm, name) };
});

test('[T-43] a database deleted under us is told of, and every use of it fails clearly', async () => {
  const gone = vi.fn();
  const name = fresh();
  const store = await openIndexeddbStore({ ...calm, gone }, name);
  await store.claim();
  await deleteDB(name);
  expect(gone).toHaveBeenCalledWith(expect.any(StorageGone));
  await expect(store.get('rows', 'a')).rejects.toBeInstanceOf(StorageGone);
  await expect(store.write([{ table: 'rows', key: 'a', value: 1 }])).rejects.toBeInstanceOf(StorageGone);
});

test('[T-43] an older tab lets a newer version have the database, and says so', async () => {
  const gone = vi.fn();
  const name = fresh();
  await openIndexeddbStore({ ...calm, gone }, name);
  const newer = indexedDB.open(name, 99);
  await new Promise((resolve) => (newer.onsuccess = resolve));
  expect(gone).toHaveBeenCalledOnce();
  newer.result.close();
  await expect(openIndexeddbStore(calm, name)).rejects.toBeInstanceOf(StorageNewer);
});
